"""Telling systemd that this process goes on; when it hears nothing, it starts another."""

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app import Program

OFTEN = 4  # within the time that systemd gives


async def tell_systemd(program: "Program") -> None:
    """Give a sign as often as the unit's WatchdogSec asks for, but only while we are alive."""
    address, within = os.environ.get("NOTIFY_SOCKET", ""), os.environ.get("WATCHDOG_USEC", "")
    if not address or not within.isdecimal():
        return
    place = f"\0{address[1:]}" if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.settimeout(0)
        while await program.pause(int(within) / 1e6 / OFTEN):
            if program.is_alive():
                give_sign(way, place)


def give_sign(way: socket.socket, place: str) -> None:
    """Give one sign; systemd may be busy, and one that is lost does no harm."""
    try:
        way.sendto(b"WATCHDOG=1", place)
    except OSError:
        return

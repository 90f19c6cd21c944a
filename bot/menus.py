"""Menus of chats: shown when the platform has time for it."""

from typing import TYPE_CHECKING

from bot.core import Menu

if TYPE_CHECKING:
    from bot.app import Program

TRIES = 4


async def offer(program: "Program", menu: Menu) -> None:
    """Show a menu, and again as often as the platform asks us to wait, until stopped."""
    channel = program.channels[menu.address.partition(":")[0]]
    for _ in range(TRIES):
        wait = await channel.offer_commands(menu.address, menu.language, menu.commands)
        if not wait or not await program.pause(wait):
            return

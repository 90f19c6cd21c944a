"""However late some messages are, never more than the number takes leave within any second."""

import asyncio
from datetime import datetime, timedelta

from bot.channels.whatsapp.gate import Gate
from bot.clock import Clock

SECOND = timedelta(seconds=1)


async def test_a_bunch_is_let_through_a_second_at_a_time() -> None:
    clock, passed = Clock(speed=20), list[datetime]()
    gate = Gate(clock, 10)

    async def pass_through() -> None:
        await gate.enter()
        passed.append(clock.now())

    await asyncio.gather(*(pass_through() for _ in range(35)))
    pairs = list(zip(passed, passed[10:], strict=False))
    assert len(pairs) == 25
    assert all(later - sooner >= SECOND - timedelta(milliseconds=50) for sooner, later in pairs)
    assert passed[-1] - passed[0] < 5 * SECOND, "nor is anybody kept for nothing"

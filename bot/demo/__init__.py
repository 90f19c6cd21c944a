"""`sigap demo`: a whole day of a made-up office, on the real program, without any account."""

from bot.demo.play import play

__all__ = ["play"]

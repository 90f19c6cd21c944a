"""What may be set, with its defaults; .env.example says why one would."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings import values
from bot.settings.sources import PREFIX, SecretFiles, seen
from bot.settings.values import Bind
from handlers import keys

TELEGRAM, TWILIO = "https://api.telegram.org", "https://api.twilio.com"
LEAST_KEY = 8  # characters of words from before; a new database takes a key of our form only

Secret = Annotated[SecretStr | None, BeforeValidator(values.secret)]


class Settings(BaseSettings):
    """Everything that an agency may set; .env.example explains each. Build it with `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        validate_default=True,
        frozen=True,
    )

    database_url: Annotated[str, AfterValidator(values.database_url)] = Field(
        default="sqlite:///sigap.db", repr=False
    )
    circular: str = "sumsel"
    secret_key: Secret = None
    telegram_token: Secret = None
    telegram_api_url: Annotated[str, AfterValidator(values.url)] = TELEGRAM
    telegram_mode: Annotated[Literal["polling", "webhook"], BeforeValidator(values.lower)] = (
        "polling"
    )
    telegram_webhook_secret: Secret = None
    twilio_account_sid: str = ""
    twilio_auth_token: Secret = None
    twilio_whatsapp_from: Annotated[str, AfterValidator(values.whatsapp_from)] = ""
    twilio_api_url: Annotated[str, AfterValidator(values.url)] = TWILIO
    whatsapp_per_second: Annotated[int, BeforeValidator(values.count)] = 80
    whatsapp_seconds_per_person: Annotated[int, BeforeValidator(values.count)] = 6
    whatsapp_people_per_day: Annotated[int, BeforeValidator(values.count)] = 250
    whatsapp_buttons: Annotated[Literal["on", "off"], BeforeValidator(values.lower)] = "on"
    whatsapp_templates: Annotated[Path | None, AfterValidator(values.expanded)] = None
    public_url: Annotated[str, AfterValidator(values.public_url)] = ""
    bind: Annotated[Bind, NoDecode, BeforeValidator(values.bind)] = Bind("127.0.0.1", 8080)
    language: Annotated[Literal["id", "en"], BeforeValidator(values.lower)] = "id"
    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Path("data")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(values.upper)
    ] = "INFO"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(values.lower)] = "console"
    metrics: Annotated[Literal["on", "off"], BeforeValidator(values.lower)] = "on"

    @field_validator("secret_key")
    @classmethod
    def _is_key(cls, value: SecretStr | None) -> SecretStr | None:
        text = plain(value)
        if keys.names_form(text) and not keys.is_strong(text.encode()):
            raise values.fault("key_form")
        if value and len(text) < LEAST_KEY:
            raise values.fault("short", least=LEAST_KEY)
        return value

    @field_validator("telegram_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        # A test server may want any token, so only what would break the URL is refused.
        if value and not re.fullmatch(r"[\w:.~-]+", value.get_secret_value(), re.ASCII):
            raise values.fault("token")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_webhook_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and _uses_webhook(info):
            raise values.fault("webhook_needs")
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise values.fault("webhook_secret")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, value: str, info: ValidationInfo) -> str:
        if not value and _uses_webhook(info):
            raise values.fault("webhook_needs")
        official = info.data.get("telegram_api_url") == TELEGRAM
        if value.startswith("http:") and official and _uses_webhook(info):
            raise values.fault("https")
        if value.startswith("http:") and _uses_twilio(info):
            raise values.fault("https_twilio")
        return value

    def missing(self, channel: str) -> list[str]:
        """Name the settings without which a channel (telegram, whatsapp) is off."""
        needed = {
            "telegram": ("telegram_token",),
            "whatsapp": (
                "twilio_account_sid",
                "twilio_auth_token",
                "twilio_whatsapp_from",
                "public_url",
            ),
        }
        return [PREFIX + name.upper() for name in needed[channel] if not getattr(self, name)]

    @property
    def webhook_url(self) -> str:
        """Where Telegram brings updates in webhook mode; "" without a public address."""
        return f"{self.public_url}/telegram" if self.public_url else ""

    @property
    def whatsapp_url(self) -> str:
        """Where Twilio brings what people write; "" without a public address."""
        return f"{self.public_url}/whatsapp" if self.public_url else ""

    @property
    def templates_file(self) -> Path:
        """Where the SIDs of WhatsApp's templates stand, once there are any."""
        return self.whatsapp_templates or self.data_dir / "whatsapp-templates.toml"

    @property
    def webhook_secret(self) -> str:
        """What Telegram shows us to prove that it is Telegram."""
        return plain(self.telegram_webhook_secret)

    @property
    def bind_address(self) -> tuple[str, int]:
        return self.bind

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = SecretFiles(settings_cls, seen(env_settings, dotenv_settings))
        return init_settings, files, env_settings, dotenv_settings


def plain(secret: SecretStr | None) -> str:
    """Give a secret as it is; "" for none."""
    return secret.get_secret_value() if secret else ""


def _uses_webhook(info: ValidationInfo) -> bool:
    return info.data.get("telegram_mode") == "webhook" and bool(info.data.get("telegram_token"))


def _uses_twilio(info: ValidationInfo) -> bool:
    """Tell whether WhatsApp is on, and with Twilio's own API: a test server may do with http."""
    needed = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from")
    official = info.data.get("twilio_api_url") == TWILIO
    return official and all(info.data.get(name) for name in needed)

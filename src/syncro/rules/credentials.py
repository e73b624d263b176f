"""Does a text hold a credential? Patterns of detect-secrets, our own, and prose; reads no file, asks no service (R-55, R-81)."""

import re
from functools import cache
from importlib import import_module
from typing import Protocol

from syncro.rules import passwords

_PATTERNS = (
    ("an API key", re.compile(r"\bT[0-9a-f]{16}-[0-9a-f]{32}\b")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("a token", re.compile(r"\b(?:ghp_|xox[abp]-|AKIA|sk-)[A-Za-z0-9_-]{16,}")),
)

# Left out: entropy, keyword and address detectors, which are meant for code and take serial numbers for secrets.
_DETECTORS = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("private_key", "PrivateKeyDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)


class _Detector(Protocol):
    secret_type: str

    def analyze_string(self, string: str) -> "list[str]":
        """The secrets in a text."""


def found_in(text: str) -> list[str]:
    """What the text seems to hold, in words and each once: `a password`, `a credential (AWS Access Key)`. Never its value."""
    plain = [what for what, pattern in _PATTERNS if pattern.search(text)]
    plain += ["a password"] if passwords.is_told(text) else []
    if plain:
        return plain
    return list(dict.fromkeys(f"a credential ({each.secret_type})" for each in _detectors() if _sees(each, text)))


def load() -> None:
    """Load the patterns now, so that it costs nothing later: done while an answer is waited for."""
    _detectors()


def _sees(detector: _Detector, text: str) -> bool:
    return any(True for line in text.splitlines() for _ in detector.analyze_string(line))


@cache
def _detectors() -> tuple[_Detector, ...]:
    """Loaded at the first text that goes out: the library brings an HTTP client that costs a tenth of a second."""
    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS)

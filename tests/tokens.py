"""Credentials as vendors issue them, one of each kind, put together here so that no scanner takes a line of this file for one."""

import base64
import json

_MIXED = "".join(f"{chr(97 + place * 7 % 26)}{chr(65 + place * 11 % 26)}{place * 3 % 10}" for place in range(60))
_HEX = "9f8e7d6c5b4a3928" * 4


def _part(value: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


VENDORS = {
    "artifactory": "AK" + "C" + _MIXED[:20],
    "aws": "AS" + "IA" + "Q3EGR4XK7MZT2WPL",
    "azure storage": "AccountKey" + "=" + _MIXED[:86] + "==",
    "basic auth": "https://dana" + ":Blue77Horse@" + "files.c102.example/x",
    "discord": "M" + _MIXED[:23] + "." + _MIXED[:6] + "." + _MIXED[:27],
    "github": "gh" + "o_" + _MIXED[:36],
    "gitlab": "gl" + "pat-" + _MIXED[:20],
    "jwt": ".".join((_part({"alg": "HS256"}), _part({"sub": "dana"}), _MIXED[:43])),
    "mailchimp": _HEX[:32] + "-us" + "12",
    "npm": "//packages.example/:_auth" + "Token=npm_" + _MIXED[:36],
    "openai": "key_s" + "k-" + _MIXED[:20] + "T3Blbk" + "FJ" + _MIXED[20:40],
    "private key": "BEGIN OPENSSH " + "PRIVATE KEY",
    "pypi": "py" + "pi-AgEIcHlwaS5vcmc" + _MIXED[:80],
    "sendgrid": "S" + "G." + _MIXED[:22] + "." + _MIXED[:43],
    "slack": "xo" + "xr-123456789012-" + _HEX[:24],
    "slack webhook": "https://hooks.slack" + ".com/services/T0AB1CD2E/B0AB1CD2E/" + _MIXED[:24],
    "square": "sq0" + "csp-" + _MIXED[:43],
    "stripe": "rk" + "_live_" + _MIXED[:24],
    "telegram": "123456789" + ":" + _MIXED[:35],
    "twilio": "S" + "K" + _HEX[:32],
}
"""Found by the detector that is passed in. The first of each is a kind of its own."""
OURS = {
    "github, fine-grained": "github" + "_pat_" + _MIXED[:22] + "_" + _MIXED[:59],
    "google": "AI" + "za" + _MIXED[:35],
    "putty": "PuTTY-User-Key-File" + "-3: ssh-rsa",
    "syncro": "T" + _HEX[:16] + "-" + _HEX[:32],
}
"""Found by our own patterns, with no library."""

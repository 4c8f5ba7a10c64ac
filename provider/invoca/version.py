"""The one place where the distribution's version is written."""

VERSION = "0.1.0"

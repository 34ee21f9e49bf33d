"""The Run:ai access-key API, version 2.24, as an async service that knows nothing of any screen."""

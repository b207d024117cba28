"""Every error that DriftMgr raises on purpose.

    DriftMgrError                    code                exit  HTTP
    ├── InvalidInputError            invalid-input       1     400   an option, filter or URI cannot be understood
    │   └── InvalidIgnoreFileError   invalid-ignore-file 1     400   a line of an ignore file cannot be understood
    ├── StateError                   state               1     422   a state cannot be used
    │   ├── StateNotFoundError       state-not-found     1     404   nothing is stored where the URI points
    │   ├── StateFormatError         state-format        1     422   the bytes are not a state that can be read
    │   └── StateEncryptedError      state-encrypted     1     422   the state is encrypted
    ├── BackendError                 backend             1     502   the store of states did not answer as it should
    ├── CredentialsError             credentials         1     401   no, wrong or expired credentials
    ├── ProviderError                provider            1     502   a cloud could not be asked at all
    └── OutputError                  output              1     500   a report cannot be written

A message is one line: what, where, what to do. Exit codes are those of `terraform plan -detailed-exitcode`
(https://developer.hashicorp.com/terraform/cli/commands/plan): 1 is an error, and nothing was concluded.
"""

from typing import ClassVar


class DriftMgrError(Exception):
    """A failure with one clear line for its reader. Arguments are positional, so that every error pickles."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500


class InvalidInputError(DriftMgrError):
    """What was given cannot be understood."""

    code = "invalid-input"
    http_status = 400


class InvalidIgnoreFileError(InvalidInputError):
    """A line of an ignore file cannot be understood."""

    code = "invalid-ignore-file"


class StateError(DriftMgrError):
    """A state cannot be used."""

    code = "state"
    http_status = 422


class StateNotFoundError(StateError):
    """Nothing is stored where the URI points."""

    code = "state-not-found"
    http_status = 404


class StateFormatError(StateError):
    """The bytes are not a state that can be read."""

    code = "state-format"


class StateEncryptedError(StateError):
    """The state is encrypted."""

    code = "state-encrypted"


class BackendError(DriftMgrError):
    """The place that stores states did not answer as it should."""

    code = "backend"
    http_status = 502


class CredentialsError(DriftMgrError):
    """No, wrong or expired credentials."""

    code = "credentials"
    http_status = 401


class ProviderError(DriftMgrError):
    """A cloud could not be asked at all."""

    code = "provider"
    http_status = 502


class OutputError(DriftMgrError):
    """A report cannot be written."""

    code = "output"

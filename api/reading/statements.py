"""Turns a composed statement into the text that is prepared, with its parameters in order."""

from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect

from api.reading.parameters import Parameter, Parameters


class _Compiler(PGCompiler):
    """Writes constants of our own code into the text; what a caller gives has no value here yet."""

    def visit_bindparam(self, bindparam: BindParameter[Any], **options: Any) -> Any:  # type: ignore[override]
        options["literal_binds"] = not bindparam.required
        return super().visit_bindparam(bindparam, **options)  # type: ignore[no-untyped-call]


class _Dialect(PGDialect):
    statement_compiler = _Compiler
    supports_statement_cache = False
    _backslash_escapes = False


_DIALECT = _Dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


def written(statement: Select[Any], parameters: Parameters) -> tuple[bytes, tuple[Parameter, ...]]:
    """The SQL text, and what to bind as `$1`, `$2` …"""
    compiled = statement.compile(dialect=_DIALECT)
    names: list[str] = compiled.positiontup or []
    return str(compiled).encode(), tuple(parameters.by_name[name] for name in names)

"""What may be left out of a request is known to the function that answers it."""

from collections.abc import Iterator
from inspect import Parameter, signature

from graphql import GraphQLNonNull, GraphQLObjectType
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from api.schema import core


def answered_by_functions() -> Iterator[tuple[str, StrawberryField, set[str]]]:
    """Path and declaration of each such field, with the arguments that may be left out."""
    for kind in core().type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            declared = field.extensions.get("strawberry-definition")
            free = {
                key for key, arg in field.args.items() if not isinstance(arg.type, GraphQLNonNull)
            }
            if declared is not None and declared.base_resolver is not None:
                yield f"{kind.name}.{name}", declared, free


def test_every_argument_that_may_be_left_out_has_a_default() -> None:
    demanded = {
        f"{path}({to_camel_case(name)})"
        for path, declared, free in answered_by_functions()
        for name, each in signature(declared.base_resolver.wrapped_func).parameters.items()
        if to_camel_case(name) in free and each.default is Parameter.empty
    }

    assert len([*answered_by_functions()]) > 150
    assert demanded == set()

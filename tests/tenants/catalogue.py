"""What must hold of every table, role and function, asked of the database's own catalogue."""

import psycopg

SHARED = frozenset(
    {
        "alembic_version",
        "audit_retirements",
        "code_changes",
        "code_releases",
        "code_versions",
        "schedules",
        "signing_keys",
        "tenants",
    }
)
"""Tables of no tenant, each on purpose. A new table without tenant_id is a hole until it is here."""

OPEN_TO_PLATFORM = frozenset({"audit_blocks", "audit_events", "outbox"})
"""Tenants' tables that the platform role may touch at all: the relay carries announcements away,
and the audit log, which holds ids alone, is sealed for all tenants in one order."""

BOUND = "(tenant_id = ( SELECT (current_setting('app.tenant_id'::text, true))::uuid AS current_setting))"
SIGNED = "(tenant_id = ( SELECT security.tenant_id() AS tenant_id))"

STORE = "COALESCE((store_id = ANY (( SELECT security.store_ids() AS store_ids)::uuid[])), true)"

ALIKE = "(uuid_range(tenant_id, tenant_id, '[]'::text) WITH =,"
"""How an exclusion begins that looks at one tenant's rows: a range, since GiST knows no plain uuid."""

UNGUESSABLE = "signing_keys"
"""The one shared table that the application writes: its keys are drawn at random, by nobody's wish."""

OWN_STORE = frozenset({"legs"})
"""Tables that may be of no store; what they name a claim for is of the claim's, which tests of their
own try."""

OF_A_STORE = """
    with recursive of_a_store as (
        select attrelid as oid from pg_attribute join pg_class c on c.oid = attrelid
        where attname = 'store_id' and not attisdropped
        and relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        union
        select conrelid from pg_constraint join of_a_store on confrelid = of_a_store.oid
        where contype = 'f'
    ) select oid from of_a_store
"""
"""Every table with a store, and every one that refers to such a table, however far away."""

WITHIN_A_STORE = f"""
    select conrelid from pg_constraint
    where contype = 'f' and confrelid <> conrelid and confrelid in ({OF_A_STORE})
"""
"""Every table that refers to another with a store."""

INVARIANTS = {
    "does not force row-level security": """
        select relname from tables where not (relrowsecurity and relforcerowsecurity)
    """,
    "lacks the permissive policy on the bound tenant": f"""
        select relname from tables where not exists (
            select from pg_policy where polrelid = tables.oid and polpermissive and polcmd = '*'
            and pg_get_expr(polqual, polrelid) = $${BOUND}$$
            and pg_get_expr(polwithcheck, polrelid) = $${BOUND}$$)
    """,
    "lacks the restrictive policy on the signed tenant": f"""
        select relname from tables where not exists (
            select from pg_policy where polrelid = tables.oid and not polpermissive
            and polcmd = '*' and pg_get_expr(polqual, polrelid) = $${SIGNED}$$
            and pg_get_expr(polwithcheck, polrelid) = $${SIGNED}$$)
    """,
    "has a permissive policy that the application need not pass the first layer for": f"""
        select relname from tables join pg_policy on polrelid = tables.oid
        where polpermissive and pg_get_expr(polqual, polrelid) is distinct from $${BOUND}$$
        and not polroles = array[(select oid from pg_roles where rolname = 'mortar_platform')]
        and not (relname = 'audit_events' and polcmd = 'a'
                 and polroles = array[(select oid from pg_roles where rolname = 'mortar_owner')])
    """,
    "hangs on the rows of a store and scopes none": f"""
        select relname from tables
        where oid in ({OF_A_STORE}) and not exists (
            select from pg_policy where polrelid = tables.oid and polname = 'store_scope'
            and not polpermissive and polcmd = '*'
            and pg_get_expr(polqual, polrelid) = $${STORE}$$
            and pg_get_expr(polwithcheck, polrelid) = $${STORE}$$)
    """,
    "may name another store than that of the row it hangs on": f"""
        select relname from tables
        where oid in ({WITHIN_A_STORE}) and relname <> all (%(own_store)s)
        and not exists (
            select from pg_constraint join pg_attribute on attrelid = conrelid
            where conrelid = tables.oid and contype = 'f' and confrelid in ({OF_A_STORE})
            and attname = 'store_id' and attnotnull and attnum = conkey[3]
            and confkey[3] = (select attnum from pg_attribute
                              where attrelid = confrelid and attname = 'store_id'))
    """,
    "has a key that does not lead with tenant_id": """
        select relname || '.' || conname from tables join pg_constraint on conrelid = tables.oid
        where contype in ('p', 'u', 'f') and confrelid <> 'public.tenants'::regclass
        and conkey[1] <> (select attnum from pg_attribute
                          where attrelid = conrelid and attname = 'tenant_id')
    """,
    "refers to a key that does not lead with tenant_id": """
        select relname || '.' || conname from tables join pg_constraint on conrelid = tables.oid
        where contype = 'f' and confrelid <> 'public.tenants'::regclass
        and confkey[1] is distinct from (select attnum from pg_attribute
                          where attrelid = confrelid and attname = 'tenant_id')
    """,
    "has a unique index that does not lead with tenant_id": """
        select relname || '.' || indexrelid::regclass from tables
        join pg_index on indrelid = tables.oid
        where indisunique and indkey[0] <> (
            select attnum from pg_attribute where attrelid = indrelid and attname = 'tenant_id')
    """,
    "has an index that does not lead with tenant_id: how long it is, others' rows tell": """
        select relname || '.' || indexrelid::regclass from tables
        join pg_index on indrelid = tables.oid
        where not indisexclusion and indkey[0] <> (
            select attnum from pg_attribute where attrelid = indrelid and attname = 'tenant_id')
        and relname <> all (%(open_to_platform)s)
    """,
    "excludes rows by those of other tenants": """
        select relname || '.' || conname from tables join pg_constraint on conrelid = tables.oid
        where contype = 'x' and position(%(alike)s in pg_get_constraintdef(pg_constraint.oid)) = 0
    """,
    "is shared, and the application may try what its unique keys hold": """
        select relname from everything, unnest(array['insert', 'update']) as verb
        where relkind in ('r', 'p') and oid not in (select oid from tables) and not relispartition
        and has_any_column_privilege('mortar_app', oid, verb) and relname <> %(unguessable)s
    """,
    "may be emptied, referenced or given triggers by the application": """
        select relname from tables, unnest(array['truncate', 'references', 'trigger']) as verb
        where has_table_privilege('mortar_app', tables.oid, verb)
    """,
    "is open to the platform role": """
        select relname from tables, unnest(array['select', 'insert', 'update', 'delete']) as verb
        where has_table_privilege('mortar_platform', tables.oid, verb)
        and relname <> all (%(open_to_platform)s)
    """,
    "is open to everyone": """
        select relname from everything, aclexplode(relacl) where grantee = 0
    """,
    "has no tenant and is not one of the shared tables": """
        select relname from everything where relkind in ('r', 'p') and relname <> all (%(shared)s)
        and not relispartition
        and oid not in (select oid from tables)
    """,
    "is a view, or materialized: it would read with its owner's rights": """
        select relname from everything where relkind in ('v', 'm')
    """,
    "is a child, which its parent's policies do not protect": """
        select relname from everything join pg_inherits on inhrelid = everything.oid
        where not relispartition
    """,
    "is a partition that can be reached but through its parent": """
        select relname from everything where relispartition and relkind in ('r', 'p') and (
            not (relrowsecurity and relforcerowsecurity)
            or exists (select from pg_policy where polrelid = everything.oid)
            or exists (
                select from aclexplode(coalesce(relacl, acldefault('r', relowner))) as granted
                where granted.grantee <> relowner)
            or exists (
                select from pg_attribute where attrelid = everything.oid and attacl is not null))
    """,
    "is the audit log, yet can be changed": """
        select relname || ' by ' || role || ': ' || verb
        from tables, unnest(array['mortar_app', 'mortar_platform']) as role,
            unnest(array['update', 'delete', 'truncate']) as verb
        where relname like 'audit%%' and has_table_privilege(role, tables.oid, verb)
    """,
    "belongs to a working role": """
        select relname from pg_class where relowner in (
            select oid from pg_roles where rolname in ('mortar_app', 'mortar_platform'))
    """,
    "is a role with more than its grants": """
        select rolname from pg_roles where rolname like 'mortar%%' and (
            rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
    """,
    "is a working role that belongs to another": """
        select member::regrole::text from pg_auth_members
        where member::regrole::text in ('mortar_app', 'mortar_platform')
    """,
    "may be created in by a working role": """
        select nspname from pg_namespace, unnest(array['mortar_app', 'mortar_platform']) as role
        where nspname !~ '^pg_' and nspname <> 'dramatiq'
        and has_schema_privilege(role, nspname, 'create')
    """,
    "runs with its owner's rights outside the schema security": """
        select proname from pg_proc join pg_namespace n on n.oid = pronamespace
        where prosecdef and nspname not in ('security', 'pg_catalog')
    """,
    "runs with its owner's rights on an open search path": """
        select proname from pg_proc join pg_namespace n on n.oid = pronamespace
        where prosecdef and nspname = 'security'
        and proconfig is distinct from array['search_path=pg_catalog, pg_temp']
    """,
    "may be run by everyone although it has its owner's rights": """
        select proname from pg_proc join pg_namespace n on n.oid = pronamespace
        where prosecdef and nspname = 'security' and has_function_privilege('public', p_oid, 'execute')
    """.replace("p_oid", "pg_proc.oid"),
}

QUERY = """
    with everything as (
        select c.* from pg_class c where relnamespace = 'public'::regnamespace
    ), tables as (
        select c.* from everything c where relkind in ('r', 'p') and not relispartition and exists (
            select from pg_attribute where attrelid = c.oid and attname = 'tenant_id'
            and not attisdropped)
    )
"""


def holes(connection: psycopg.Connection) -> list[str]:
    """Every breach of an invariant, as a sentence."""
    names = {
        "shared": list(SHARED),
        "open_to_platform": list(OPEN_TO_PLATFORM),
        "own_store": list(OWN_STORE),
        "alike": ALIKE,
        "unguessable": UNGUESSABLE,
    }
    return sorted(
        {
            f"{row[0]} {breach}"
            for breach, question in INVARIANTS.items()
            for row in connection.execute(QUERY + question, names)
        }
    )


def tenant_tables(connection: psycopg.Connection) -> list[str]:
    """Every table with a tenant, those it refers to before it."""
    tables = [
        row[0] for row in connection.execute(f"{QUERY} select relname from tables order by 1")
    ]
    references = connection.execute(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
        " where contype = 'f' and conrelid <> confrelid"
        " union select attrelid::regclass::text, 'stores' from pg_attribute"
        " where attname = 'store_id' and not attisdropped"
    ).fetchall()
    ordered: list[str] = []
    while len(ordered) < len(tables):
        ready = [
            table
            for table in tables
            if table not in ordered
            and all(to in ordered for of, to in references if of == table and to in tables)
        ]
        assert ready, "the tables refer to one another in a circle"
        ordered += ready
    return ordered


def tables_of_a_store(connection: psycopg.Connection) -> set[str]:
    """Every table whose rows only members of their store may see."""
    return _names(connection, OF_A_STORE)


def tables_within_a_store(connection: psycopg.Connection) -> set[str]:
    """Those whose rows have the store of the row they hang on."""
    return _names(connection, WITHIN_A_STORE) - OWN_STORE


def _names(connection: psycopg.Connection, oids: str) -> set[str]:
    found = connection.execute(f"{QUERY} select relname from tables where oid in ({oids})")
    return {row[0] for row in found}

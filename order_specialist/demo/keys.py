"""What the loader made, by external id, so that a second run finds it and doubles nothing."""

MODULE = "__northwind__"

# Odoo's own documents, without mails, followers and a message for each change.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
    "sale_no_log_for_new_lines": True,
}


def quiet(env):
    """Return ``env`` as superuser in which nothing is mailed and no follower is added."""
    return env(su=True, context=dict(env.context, **QUIET))


def find(env, model, kind):
    """Return {key: record} of what the loader has made of this kind."""
    known = env["ir.model.data"].search_fetch(
        [("module", "=", MODULE), ("model", "=", model), ("name", "=like", f"{kind}_%")],
        ["name", "res_id"],
    )
    start = len(kind) + 1
    ids = {data.name[start:]: data.res_id for data in known}
    alive = set(env[model].with_context(active_test=False).browse(ids.values()).exists().ids)
    return {key: env[model].browse(id_) for key, id_ in ids.items() if id_ in alive}


def ensure(env, model, kind, values):
    """Create in one batch what is missing of ``values`` ({key: create values}).

    Return {key: record} of all of this kind; keys are text.
    """
    known = find(env, model, kind)
    missing = {str(key): vals for key, vals in values.items() if str(key) not in known}
    if missing:
        created = env[model].create(list(missing.values()))
        name(env, model, kind, dict(zip(missing, created, strict=True)))
        known.update(zip(missing, created, strict=True))
    return known


def name(env, model, kind, records):
    """Give each of ``records`` ({key: record}) its external id."""
    env["ir.model.data"].create(
        [
            {
                "module": MODULE,
                "name": f"{kind}_{key}",
                "model": model,
                "res_id": record.id,
                "noupdate": True,
            }
            for key, record in records.items()
        ]
    )

from odoo import api, models


class OrderCheck(models.Model):
    """What a rule offers beside a finding, apart from the repair with the button "Fix".

    A rule whose buttons depend on the finding has ``_get_repairs_<kind>(finding)``, which returns
    the names of actions, the most helpful first; ``_get_detail_<kind>(finding)`` returns what only
    its reader may know. Both are asked for each finding of a batch, so they look nothing up.
    """

    _inherit = "order.check"

    @api.model
    def _prepare_finding_blocker(self, facts, finding):
        blocker = super()._prepare_finding_blocker(facts, finding)
        check = finding.check
        rule = check._get_rule()
        if get_repairs := getattr(check, f"_get_repairs_{rule}", None):
            others = [name for name in blocker.actions if name != "fix"]
            blocker = blocker._replace(actions=(*get_repairs(finding), *others))
        if get_detail := getattr(check, f"_get_detail_{rule}", None):
            blocker = blocker._replace(detail=get_detail(finding))
        return blocker

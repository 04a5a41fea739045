"""What several tests do in the warehouse."""


def pick_all(order):
    """Confirm ``order``, stock its articles up and pick all; return the transfer."""
    order.action_confirm()
    transfer = order.picking_ids
    for move in transfer.move_ids:
        order.env["stock.quant"]._update_available_quantity(
            move.product_id, move.location_id, move.product_uom_qty
        )
    transfer.action_assign()
    transfer.move_ids.picked = True
    return transfer

"""The trade-off of a statistical rule as a picture: what it finds against its false alarms."""

WIDTH, HEIGHT, EDGE = 640, 420, 60
COLOURS = ("#1f5fa8", "#b4451f", "#3d7a35")


def draw(title, series, most_alarms):
    """Return an SVG.

    :param series: ``{name: [(threshold, percent of clean orders alarmed, percent found)]}``
    :param most_alarms: the right end of the horizontal axis, in percent
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{EDGE}" y="24" font-size="15">{title}</text>',
        *_draw_axes(most_alarms),
    ]
    for index, (name, points) in enumerate(series.items()):
        parts += _draw_series(name, points, COLOURS[index % len(COLOURS)], index, most_alarms)
    return "\n".join([*parts, "</svg>\n"])


def _place(alarms, found, most_alarms):
    x = EDGE + (WIDTH - 2 * EDGE) * min(alarms / most_alarms, 1)
    return round(x, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * found / 100, 1)


def _draw_axes(most_alarms):
    parts = []
    for step in range(0, 101, 20):
        x, y = _place(most_alarms * step / 100, 0, most_alarms)
        parts.append(f'<text x="{x - 8}" y="{y + 18}">{most_alarms * step / 100:.3g}</text>')
        x, y = _place(0, step, most_alarms)
        parts.append(f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 30}" y="{y + 4}">{step}</text>')
    parts.append(
        f'<text x="{WIDTH / 2 - 90}" y="{HEIGHT - 18}">clean orders with an alarm, %</text>'
    )
    parts.append(f'<text x="{EDGE - 44}" y="{EDGE - 14}">found, %</text>')
    return parts


def _draw_series(name, points, colour, index, most_alarms):
    places = [_place(alarms, found, most_alarms) for _threshold, alarms, found in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for number, ((threshold, _alarms, _found), (x, y)) in enumerate(
        zip(points, places, strict=True)
    ):
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        # one above, one below: neighbours often lie close together
        height = y + 15 if number % 2 else y - 7
        parts.append(f'<text x="{x - 4}" y="{height}" fill="{colour}">{threshold:g}</text>')
    y = HEIGHT - EDGE - 20 - 18 * index
    parts.append(f'<text x="{WIDTH - EDGE - 170}" y="{y}" fill="{colour}">{name}</text>')
    return parts

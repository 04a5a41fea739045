"""Customers, the people who order for them, and the places they want their goods at."""

import unicodedata

from odoo.fields import Command, Domain

from . import keys, payments
from .northwind import CUSTOMERS, ORDERS
from .table import DataError, Fault

# Northwind's names of countries that Odoo calls otherwise.
COUNTRY_CODES = {"USA": "US", "UK": "GB"}
ADDRESS = ("name", "street", "city", "zip", "state_id", "country_id")


class Places:
    """Finds the countries of ``names`` and their states as the files write them; two queries."""

    def __init__(self, env, names):
        codes = [COUNTRY_CODES[name] for name in names if name in COUNTRY_CODES]
        domain = Domain("name", "in", list(names)) | Domain("code", "in", codes)
        found = env["res.country"].with_context(lang="en_US").search(domain)
        self._countries = {country.name: country for country in found}
        by_code = {country.code: country for country in found}
        self._countries.update({name: by_code.get(code) for name, code in COUNTRY_CODES.items()})
        self._states = {}
        for state in env["res.country.state"].search([("country_id", "in", found.ids)]):
            for name in (state.code, state.name):
                self._states.setdefault((state.country_id.id, plain(name)), state)

    def has_country(self, name):
        """Return whether Odoo knows the country."""
        return bool(self._countries.get(name))

    def prepare_address_values(self, street, city, region, zip_code, country):
        """Return contact values; a region that Odoo does not know goes to the second line."""
        found = self._countries.get(country)
        state = found and self._states.get((found.id, plain(region).removeprefix("co. ")))
        return {
            "street": street,
            "street2": region if region and not state else False,
            "city": city,
            "zip": zip_code or False,
            "state_id": state.id if state else False,
            "country_id": found.id if found else False,
        }


def check_countries(env, data):
    """Raise DataError if Odoo does not know a country of the files."""
    named = (
        *((CUSTOMERS.file, "country", row.key, row.country) for row in data.customers.values()),
        *((ORDERS.file, "shipCountry", row.key, row.ship_country) for row in data.orders.values()),
    )
    places = Places(env, {country for *_where, country in named})
    faults = [
        Fault(file, 0, column, f"{country} of {key} is no country that Odoo knows")
        for file, column, key, country in named
        if not places.has_country(country)
    ]
    if faults:
        raise DataError(faults)


def plain(text):
    """Return ``text`` in lower case without accents, to compare names."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def load_customers(env, data, pricelist):
    """Return {Northwind code: partner}; the person who orders is a contact of each."""
    places = Places(env, {row.country for row in data.customers.values()})
    term = payments.get_term(env)
    return keys.ensure(
        env,
        "res.partner",
        "customer",
        {
            key: _prepare_customer_values(row, places, pricelist, term)
            for key, row in data.customers.items()
        },
    )


def _prepare_customer_values(row, places, pricelist, term):
    person = {"type": "contact", "name": row.contact, "function": row.contact_title}
    return {
        "name": row.name,
        "ref": row.key,
        "is_company": True,
        "phone": row.phone,
        "specific_property_product_pricelist": pricelist.id,
        "property_payment_term_id": term.id,
        "child_ids": [Command.create(person)],
        **places.prepare_address_values(row.street, row.city, row.region, row.zip, row.country),
    }


def ship_to_text(row):
    """Return where an order shall go, line by line, as the customer wrote it."""
    town = " ".join(filter(None, (row.ship_zip, row.ship_city, row.ship_region)))
    return "\n".join((row.ship_name, row.ship_street, town, row.ship_country))


def find_or_create_ship_to(env, wanted):
    """Return {key: partner} for ``wanted`` ({key: (customer, order row)}).

    That is the customer itself where the address is the main one, else his delivery contact of
    exactly this address, made if he has none.
    """
    places = Places(env, {row.ship_country for _customer, row in wanted.values()})
    customers = env["res.partner"].union(*(customer for customer, _row in wanted.values()))
    known = {
        _address_key(partner, partner.commercial_partner_id.id): partner
        for partner in customers | customers.child_ids.filtered(lambda c: c.type == "delivery")
    }
    places_wanted, missing = {}, {}
    for key, (customer, row) in wanted.items():
        values = _prepare_ship_to_values(customer, row, places)
        places_wanted[key] = _address_key(values, customer.id)
        if places_wanted[key] not in known:
            missing.setdefault(places_wanted[key], values)
    created = env["res.partner"].create(list(missing.values()))
    known.update(zip(missing, created, strict=True))
    return {key: known[place] for key, place in places_wanted.items()}


def _prepare_ship_to_values(customer, row, places):
    address = places.prepare_address_values(
        row.ship_street, row.ship_city, row.ship_region, row.ship_zip, row.ship_country
    )
    return {"parent_id": customer.id, "type": "delivery", "name": row.ship_name, **address}


def _address_key(source, customer_id):
    """Return what makes two addresses the same place, of a partner or of create values."""
    values = (source[field] for field in ADDRESS)
    return (customer_id, *(getattr(value, "id", value) or False for value in values))

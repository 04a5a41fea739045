"""What the project's commands are made of: from a bare Debian machine to a running, tested Odoo.

Standard library only. All that is downloaded, built or stored lies in one folder, `home.HOME`.
"""

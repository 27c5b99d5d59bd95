"""SQL text and time: what reads documents, deals and plans; no model of Odoo is defined here."""

"""Read models over the walk: revenue, payer performance, receivables."""

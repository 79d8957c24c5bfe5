"""Who may bill and render: stores as billing providers, pharmacists, licences."""

"""The rules, each from acts to alerts. What a rule finds may be weak; `alerts.by_act` keeps what is likely enough."""

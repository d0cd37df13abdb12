FLOW_NAME = "shop " + "flow"
LIMIT = 10

"""What an audit asks of the warehouse and the models together: make it again, explain it whole."""

"""Training, scoring and explanation of churn models: plain Python over pandas frames."""

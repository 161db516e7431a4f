"""What every run stands on: records, errors, settings, devices, models, deadlines. Imports none of ours."""

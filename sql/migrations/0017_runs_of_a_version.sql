-- Which cases run a version: moving them to another one, and retiring it, looked at every run of all years.
CREATE INDEX run_of_version ON casework.run (digest, case_no);

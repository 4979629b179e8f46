"""The only place that meets student code; see `grader.sandbox.worker`."""

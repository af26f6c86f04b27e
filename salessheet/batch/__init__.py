"""Teams to workbooks: what to make (`plan`), making it (`run`), both at once (`build`), and the empty template."""

from salessheet.batch.holding import held_file, held_folder
from salessheet.batch.planning import Job, Options, Plan, plan
from salessheet.batch.running import Report, build, check_outputs, run
from salessheet.batch.template import write_template

__all__ = [
    "Job",
    "Options",
    "Plan",
    "Report",
    "build",
    "check_outputs",
    "held_file",
    "held_folder",
    "plan",
    "run",
    "write_template",
]

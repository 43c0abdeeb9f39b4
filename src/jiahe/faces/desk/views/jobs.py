"""Work behind the pages: what waits, works and failed, for those who look after the installation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.jobs import actions, queries
from jiahe.foundation.jobs.kinds import kind_of
from jiahe.foundation.jobs.models import Job, JobState
from jiahe.foundation.jobs.rights import RUN_JOBS

# State → the colour and the picture of its tag.
LOOKS = {
    JobState.WAITING: ("plain", "clock"),
    JobState.WORKING: ("calm", "clock"),
    JobState.DONE: ("due", "circle-check"),
    JobState.FAILED: ("late", "alert-circle"),
    JobState.CANCELLED: ("plain", "ban"),
}


def _title(job: Job) -> str:
    kind = kind_of(job.kind)
    return kind.title if kind else "这一版没有的工作"


def _line(job: Job) -> dict[str, object]:
    colour, icon = LOOKS[JobState(job.state)]
    return {
        "job": job,
        "title": _title(job),
        "colour": colour,
        "icon": icon,
        "may_cancel": job.state in (JobState.WAITING, JobState.WORKING) and not job.cancel_asked,
        "may_retry": job.state in (JobState.FAILED, JobState.CANCELLED)
        or (job.state == JobState.WAITING and job.fault != ""),
    }


@staff_page(RUN_JOBS)
def jobs(request: ActingRequest) -> HttpResponse:
    """What comes again by itself, and what somebody asked for, the newest first."""
    only = request.GET.get("state", "")
    _, before = page_keys(request)
    found, following = queries.jobs(by=request.actor, only=only, before=before)
    failed, late = queries.failing(request.at)
    context = {
        "lines": [_line(job) for job in found],
        "following": following,
        "only": only if only in JobState.values else "",
        "states": JobState.choices,
        "scheduled": [(job, _title(job)) for job in queries.scheduled(by=request.actor)],
        "failed": failed,
        "late": late,
    }
    return desk_page(request, "desk/jobs.html", context, here="jobs")


@require_POST
@staff_page(RUN_JOBS)
def cancel(request: ActingRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    if actions.cancel(job=queries.job(pk, by=request.actor), by=request.actor, at=request.at):
        messages.success(request, "已取消。正在做的，会在做完手上这一段后停下；做完的部分留着。")
    else:
        messages.error(request, "这项工作已经结束了，不用取消。")
    return redirect("desk:jobs")


@require_POST
@staff_page(RUN_JOBS)
def retry(request: ActingRequest, pk: int) -> HttpResponse:
    """Have a job done after all."""
    if actions.retry(job=queries.job(pk, by=request.actor), by=request.actor, at=request.at):
        background.begin()
        messages.success(request, "已重新排队，马上就做。")
    else:
        messages.error(request, "这项工作正在做，或者已经另外排了一次，不用再点。")
    return redirect("desk:jobs")

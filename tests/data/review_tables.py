"""Reviews, disputes, acceptances and payments of the centre whose months can be closed."""

from __future__ import annotations

REVIEW_TABLES = {
    "reviews": (
        "period,payee,step,by,date\n2026-02,R1,confirmed,Ada,2026-03-01\n2026-02,R1,manager,Mo,2026-03-02\n"
        "2026-02,R2,confirmed,Ben,2026-03-01\n2026-02,R3,finance,Fay,2026-03-04\n"
    ),
    "disputes": (
        "dispute_id,period,payee,line,opened,reason,closed,adjustment\nQ1,2026-02,R1,P5,2026-03-02,shared otherwise,,\n"
        "Q2,2026-02,R1,P7,2026-02-20,no refund,2026-02-25,\nQ3,2026-01,R2,P2,2026-02-01,late,2026-02-05,Correction\n"
        "Q4,2026-02,R3,O4,2026-03-10,half is mine,,\n"
    ),
    "acceptances": "plan_id,rep_id,date\nCASH,R1,2026-01-05\nBOOK,R1,2026-01-05\nCASH,R2,2026-01-06\n",
    "payouts": (
        "payout_id,period,payee,amount,paid_on,reference\nZ1,2026-01,R1,20,2026-02-10,x\nZ2,2026-01,R2,50,2026-02-10,x\n"
        "Z3,2026-01,R2,-5,2026-02-12,back\nZ4,2026-01,R3,20.74,2026-02-10,\n"
    ),
}
"""Two months: January, all that was disputed of which is settled, and February, which is under review."""

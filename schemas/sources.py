"""The landing contract: what each of the four sources may say (layouts C1 to C4)."""

from dataclasses import dataclass

from schemas.table import Column, Table, columns

PARTY = "struct<name:string,role:string,legal_rep:string,agent:string>"
LISTING = "struct<reason:string,in_date:date,out_date:date>"
PENALTY = "struct<no:string,reason:string,date:date>"
SUBJECT = (
    "struct<name:string,name_norm:string,name_key:string,name_core:string,uscc:string,"
    "role:string,city:string,seat:string,legal_rep:string>"
)

PROVENANCE = columns(
    ("record_id", "string", "The source's own id, or a content hash where it has none."),
    ("event_at", "timestamp", "When the record's event happened, by the source's own account."),
    ("subjects", f"array<{SUBJECT}>", "Whom the record may be about, with the role it gives them."),
    ("phone_digests", "array<string>", "Keyed digests of the telephone numbers in the record."),
    ("text_digest", "string", "Digest of the text without spaces, digits and punctuation."),
    ("feed", "string", "The feed map that named the columns."),
    ("file", "string", "Path of the file below the landing folder."),
    ("file_sha256", "string", "SHA-256 of that file, hexadecimal."),
    ("line", "bigint", "Line or row number in the file, from 1."),
    ("row_digest", "string", "Digest of the contract's values; equal rows have equal digests."),
    ("extras", "map<string,string>", "Columns of the file that the contract does not name."),
    ("batch_date", "date", "The landing date of the file."),
)


@dataclass(frozen=True)
class Source:
    """One source: its contract columns, what must be present, and what stands for what."""

    name: str
    title: str
    contract: tuple[Column, ...]
    id_column: str
    required: tuple[str, ...]  # at least one of them
    text_fields: tuple[str, ...]  # read by annotate, in this order
    event_column: str
    date_columns_not_in_future: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The Delta table of the source, keyed by record id."""
        return Table(
            self.name,
            "restricted",
            ("record_id",),
            self.contract + PROVENANCE,
            partitioned_by=("batch_date",),
        )


ADS = Source(
    name="ads",
    title="招聘信息",
    id_column="ad_id",
    required=("job_title", "job_desc"),
    text_fields=("job_title", "job_desc"),
    event_column="published_at",
    date_columns_not_in_future=("published_at",),
    contract=columns(
        ("ad_id", "string", "The platform's id of the posting."),
        ("platform", "string", "The recruitment site or app."),
        ("published_at", "timestamp", "When the posting went up."),
        ("updated_at", "timestamp", "When the posting last changed."),
        ("snapshot_at", "timestamp", "When the posting was captured."),
        ("job_title", "string", "The posting's title."),
        ("job_desc", "string", "The posting's description."),
        ("salary_text", "string", "The salary as written."),
        ("salary_min", "double", "Lowest salary offered, yuan a month; null for 面议."),
        ("salary_max", "double", "Highest salary offered, yuan a month; null for 面议."),
        ("salary_period", "string", "Period the salary was written for: 月, 年, 日, 时."),
        ("salary_months", "int", "Salaries a year, 12 unless the text says otherwise (13薪)."),
        ("city", "string", "City of work."),
        ("district", "string", "District of work."),
        ("address", "string", "Address of work."),
        ("experience", "string", "Experience asked for."),
        ("education", "string", "Education asked for."),
        ("headcount", "int", "Persons wanted; null for 若干."),
        ("job_type", "string", "全职, 兼职 or 实习."),
        ("benefits", "string", "Benefit tags as written."),
        ("recruiter_name", "string", "Who posted it; personal data."),
        ("recruiter_title", "string", "That person's title."),
        ("recruiter_account_id", "string", "The posting account."),
        ("account_created_at", "timestamp", "When the account was registered."),
        ("verified_flag", "boolean", "Whether the platform verified the employer."),
        ("company_name", "string", "The employer as named by the platform."),
        ("uscc", "string", "The employer's unified social credit code, where given and valid."),
        ("brand_name", "string", "Brand shown instead of the registered name."),
        ("company_size", "string", "Staff size band as written."),
        ("industry", "string", "Industry as written."),
        ("financing", "string", "Financing stage as written."),
        ("apply_count", "int", "Applications received."),
        ("view_count", "int", "Views."),
        ("contact_in_text", "string", "Contact details found in the posting."),
        ("url", "string", "Address of the posting."),
        ("raw_html_hash", "string", "Hash of the captured page."),
    ),
)

JUDGMENTS = Source(
    name="judgments",
    title="裁判文书",
    id_column="doc_id",
    required=("facts", "full_text"),
    text_fields=("facts", "reasons", "result"),
    event_column="judged_at",
    date_columns_not_in_future=("judged_at",),
    contract=columns(
        ("doc_id", "string", "The publisher's id of the document."),
        ("case_no", "string", "Case number in normal form, else as written."),
        ("title", "string", "Name of the case."),
        ("court", "string", "Name of the court."),
        ("court_code", "string", "Code of the court, from the case number where absent."),
        ("court_level", "string", "Level of the court."),
        ("province", "string", "Province of the court."),
        ("city", "string", "City of the court."),
        ("district", "string", "District of the court."),
        ("case_type", "string", "刑事, 民事, 行政 or 执行."),
        ("procedure", "string", "一审, 二审, 再审, 简易, 速裁."),
        ("cause", "string", "Cause of action; the crime in criminal cases."),
        ("judged_at", "date", "Date of the decision."),
        ("published_at", "date", "Date of publication."),
        ("parties", f"array<{PARTY}>", "Parties with their role."),
        ("judges", "string", "Judges as written."),
        ("lawyers", "string", "Lawyers as written."),
        ("facts", "string", "Facts as found by the court, or the full text where only that came."),
        ("reasons", "string", "The court's reasoning (本院认为)."),
        ("legal_basis", "array<string>", "Articles cited."),
        ("result", "string", "The operative part."),
        ("attached_civil", "boolean", "Whether a civil part is attached."),
        ("illegal_income", "double", "Illegal income in yuan, where a column gives it."),
        ("full_text", "string", "The whole document."),
        ("not_public_reason", "string", "Why the document is not public."),
    ),
)

COMPLAINTS = Source(
    name="complaints",
    title="投诉举报",
    id_column="ticket_no",
    required=("content",),
    text_fields=("subject", "content"),
    event_column="received_at",
    date_columns_not_in_future=("received_at",),
    contract=columns(
        ("ticket_no", "string", "The hotline's ticket number."),
        ("received_at", "timestamp", "When it was received."),
        ("channel", "string", "电话, 微信, 网站 and the like."),
        ("caller_name", "string", "Who complains; personal data."),
        ("caller_phone", "string", "That person's number as exported; personal data."),
        ("appeal_type", "string", "咨询, 投诉, 举报, 求助, 建议 or 表扬."),
        ("subject", "string", "What it is about, in a line."),
        ("content", "string", "The complaint's text."),
        ("occurred_at", "string", "When it happened, as written."),
        ("occurred_address", "string", "Where it happened."),
        ("region", "string", "District in charge."),
        ("target_name", "string", "Against whom (被反映主体, 被投诉人)."),
        ("uscc", "string", "That party's unified social credit code, where given and valid."),
        ("target_address", "string", "That party's address."),
        ("keywords", "string", "Topic labels."),
        ("urgency", "string", "Urgency as written."),
        ("assigned_dept", "string", "Department in charge."),
        ("due_at", "string", "Deadline as written."),
        ("status", "string", "Status of handling."),
        ("reply", "string", "The answer given."),
        ("satisfaction", "string", "The caller's rating."),
        ("repeat_flag", "boolean", "Whether the hotline marked it as a repeat."),
        ("product", "string", "Goods or service (12315)."),
        ("amount", "double", "Sum in dispute in yuan (12315)."),
        ("request", "string", "What the caller asks for."),
        ("accepted", "boolean", "Whether the authority accepted it (12315)."),
        ("not_accepted_reason", "string", "Why it was not accepted (12315)."),
        ("outcome", "string", "Result of mediation or verification (12315)."),
    ),
)

ENTERPRISES = Source(
    name="enterprises",
    title="工商登记",
    id_column="uscc",
    required=("name",),
    text_fields=(),
    event_column="est_date",
    date_columns_not_in_future=("est_date",),
    contract=columns(
        ("uscc", "string", "Unified social credit code; null where its check fails."),
        ("name", "string", "Registered name."),
        ("former_names", "array<string>", "Earlier names."),
        ("legal_rep", "string", "Legal representative; personal data."),
        ("reg_capital", "string", "Registered capital as written; a pledge, never used alone."),
        ("est_date", "date", "Date of establishment."),
        ("biz_scope", "string", "Business scope."),
        ("biz_status", "string", "存续, 在业, 迁出, 吊销, 注销 and the like."),
        ("address", "string", "Registered address."),
        ("region_code", "string", "GB/T 2260 code of the registration."),
        ("industry_code", "string", "GB/T 4754 code."),
        ("phone", "string", "The enterprise's number as exported."),
        ("email", "string", "The enterprise's e-mail."),
        ("insured_count", "int", "Insured staff by the annual report; null where not disclosed."),
        ("annual_report_year", "int", "Year of the last annual report."),
        ("abnormal_list", f"array<{LISTING}>", "Entries in the list of abnormal operation."),
        ("penalties", f"array<{PENALTY}>", "Administrative penalties."),
        ("license_hr", "string", "Number of the human-resources service licence."),
        ("executed_person", "string", "Enforcement or dishonesty record as written."),
        ("branches", "array<string>", "Branches."),
    ),
)

SOURCES = {source.name: source for source in (ADS, JUDGMENTS, COMPLAINTS, ENTERPRISES)}

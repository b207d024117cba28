"""Switches, periods, modes, keys, protocols and access lists, in both directions."""

import pytest

from driftmgr.providers.aws import risks
from driftmgr.resources.types import Severity

C, H, M, L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW


@pytest.mark.parametrize("on", [True, "true", "Enabled", "ENABLED", 1, "1"])
@pytest.mark.parametrize("off", [False, "false", "Disabled", "Suspended", 0, None, ""])
def test_switches_in_every_spelling(on, off):
    assert risks.publicly_accessible(off, on) == (C, "reachable from the internet")
    assert risks.publicly_accessible(on, off) == (L, "no longer reachable from the internet")
    assert risks.encryption_off(on, off) == (H, "encryption turned off")
    assert risks.encryption_off(off, on) == (L, "encryption turned on")
    for risk in (risks.publicly_accessible, risks.encryption_off):
        assert risk(on, on) is None
        assert risk(off, None) is None


@pytest.mark.parametrize(
    ("risk", "worse", "severity"),
    [
        (risks.became_true(M, "why"), (False, True), M),
        (risks.became_false(M, "why"), (True, False), M),
        (risks.public_address_given, (False, True), H),
        (risks.deletion_protection_off, (True, False), H),
        (risks.versioning_off, ("Enabled", "Suspended"), H),
        (risks.recovery_off, (True, False), H),
        (risks.audit_logging_off, (True, False), C),
        (risks.logging_off, (True, None), H),
        (risks.monitoring_off, (True, False), H),
        (risks.rotation_off, (True, False), H),
        (risks.key_disabled, (True, False), C),
        (risks.public_access_block_flag, (True, False), H),
        (risks.account_public_access_block_flag, (True, False), C),
        (risks.source_check_off, (True, False), H),
        (risks.internal_off, (True, False), C),
        (risks.protection_off, (True, False), H),
        (risks.authentication_weakened, (True, False), H),
        (risks.shell_opened, (False, True), H),
        (risks.access_key_activated, ("Inactive", "Active"), H),
        (risks.imds_tokens_optional, ("required", "optional"), H),
        (risks.hop_limit_raised, (1, "2"), H),
        (risks.session_lengthened, (3600, 43200), M),
        (risks.tags_made_mutable, ("IMMUTABLE", "MUTABLE"), H),
        (risks.authorization_removed, ("AWS_IAM", "NONE"), C),
        (risks.acls_enabled, ("BucketOwnerEnforced", "ObjectWriter"), H),
        (risks.secure_string_left, ("SecureString", "String"), H),
        (risks.backup_reduced, (7, 1), H),
        (risks.backup_reduced, ("7", None), H),
        (risks.log_retention_reduced, (30, 7), H),
        (risks.log_retention_reduced, (0, 7), H),
        (risks.log_retention_reduced, (None, 7), H),
        (risks.message_retention_reduced, (345600, 60), M),
        (risks.kms_key_changed, ("arn:aws:kms:::key/1", None), H),
        (risks.kms_key_changed, ("arn:aws:kms:::key/1", "alias/aws/sqs"), H),
        (risks.encryption_algorithm_lowered, ("aws:kms", "AES256"), H),
        (risks.encryption_algorithm_lowered, ("KMS", "AES256"), H),
        (risks.encryption_algorithm_lowered, ("AES256", None), H),
        (risks.tls_policy_lowered, ("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"), H),
        (
            risks.tls_policy_lowered,
            ("ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-2021-06"),
            H,
        ),
        (risks.tls_policy_lowered, ("ELBSecurityPolicy-FS-1-2-2019-08", "ELBSecurityPolicy-FS-2018-06"), H),
        (risks.tls_policy_lowered, ("TLSv1.2_2021", "TLSv1_2016"), H),
        (risks.tls_policy_lowered, ("TLSv1.1_2016", "TLSv1"), H),
        (risks.tls_policy_lowered, ("TLSv1", "SSLv3"), H),
        (risks.tls_policy_lowered, ("TLS_1_2", "TLS_1_0"), H),
        (risks.tls_policy_lowered, ("Policy-Min-TLS-1-2-PFS-2023-10", "Policy-Min-TLS-1-0-2019-07"), H),
        (risks.listener_protocol_downgraded, ("HTTPS", "HTTP"), H),
        (risks.listener_protocol_downgraded, ("TLS", "TCP"), H),
        (risks.listener_protocol_downgraded, ("redirect-to-https", "allow-all"), H),
        (risks.acl_made_public, ("private", "public-read"), C),
        (risks.acl_made_public, ("private", "authenticated-read"), C),
    ],
)
def test_worse_one_way_and_low_the_other(risk, worse, severity):
    before, after = worse
    found = risk(before, after)
    assert found is not None
    assert found[0] is severity
    back = risk(after, before)
    assert back is not None
    assert back[0] is L
    assert risk(before, before) is None
    assert found[1] != back[1]


@pytest.mark.parametrize(
    ("risk", "before", "after"),
    [
        (risks.publicly_accessible, "perhaps", ["x"]),
        (risks.backup_reduced, "many", 3),
        (risks.hop_limit_raised, None, 2),
        (risks.imds_tokens_optional, None, "optional"),
        (risks.kms_key_changed, None, ""),
        (risks.kms_key_changed, "alias/aws/s3", None),
        (risks.encryption_algorithm_lowered, "rot13", "AES256"),
        (risks.listener_protocol_downgraded, "TCP", "UDP"),
        (risks.listener_protocol_downgraded, "GENEVE", "HTTP"),
        (risks.acl_made_public, "private", "log-delivery-write"),
    ],
)
def test_what_a_risk_cannot_judge(risk, before, after):
    assert risk(before, after) is None


@pytest.mark.parametrize(
    ("risk", "severity"),
    [
        (risks.image_or_code_changed, H),
        (risks.user_data_changed, H),
        (risks.role_changed, H),
        (risks.capacity_changed, M),
        (risks.scaled, L),
        (risks.dns_changed, H),
        (risks.network_moved, M),
        (risks.key_pair_changed, H),
        (risks.address_moved, H),
        (risks.traffic_redirected, H),
        (risks.certificate_changed, H),
        (risks.log_target_changed, H),
        (risks.audit_scope_changed, H),
        (risks.members_changed, H),
        (risks.parameter_changed, M),
    ],
)
def test_what_has_no_direction(risk, severity):
    assert risk("a", "b")[0] is risk("b", "a")[0] is severity
    assert risk(["a"], ["a"]) is None


@pytest.mark.parametrize(
    ("risk", "before", "after", "reason"),
    [
        (risks.backup_reduced, 7, 1, "backup retention in days 7 -> 1: shortened"),
        (risks.log_retention_reduced, 0, 7, "log retention in days unlimited -> 7: shortened"),
        (risks.hop_limit_raised, 1, 64, "metadata hop limit 1 -> 64: raised"),
        (risks.kms_key_changed, "key/1", "key/2", "encrypted with another key"),
        (risks.tls_policy_lowered, "TLSv1.2_2021", "TLSv1", "TLS floor lowered to TLS 1.0"),
        (
            risks.listener_protocol_downgraded,
            "HTTPS",
            "HTTP",
            "HTTPS -> HTTP: traffic is no longer encrypted",
        ),
    ],
)
def test_reasons(risk, before, after, reason):
    assert risk(before, after)[1] == reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TLSv1.2_2019", "TLSv1.2_2021"),
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"),
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", "of-tomorrow"),
        (None, "TLSv1.2_2021"),
    ],
)
def test_other_tls_policies_are_medium(before, after):
    assert risks.tls_policy_lowered(before, after) == (M, "TLS policy changed")


ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
OWNER = {"id": "abc", "type": "CanonicalUser", "permissions": ["FULL_CONTROL"], "uri": ""}


def test_grants_of_a_bucket():
    everybody = {"id": "", "type": "Group", "permissions": ["READ", "WRITE"], "uri": ALL_USERS}
    assert risks.acl_made_public([OWNER], [OWNER, everybody]) == (C, "READ granted to anyone")
    assert risks.acl_made_public([OWNER, everybody], [OWNER]) == (L, "grants were withdrawn")
    assert risks.acl_made_public([], [{**OWNER, "id": "def"}]) == (H, "FULL_CONTROL granted to def")


def test_grants_of_a_bucket_acl():
    def policy(*grantees):
        return [
            {"grant": [{"grantee": [g], "permission": "READ"} for g in grantees], "owner": [{"id": "abc"}]}
        ]

    owner, everybody = {"id": "abc", "uri": ""}, {"id": "", "uri": ALL_USERS}
    assert risks.acl_made_public(policy(owner), policy(owner, everybody)) == (C, "READ granted to anyone")
    assert risks.acl_made_public(policy(owner, everybody), policy(owner))[0] is L

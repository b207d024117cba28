"""The volumes of ECS task definitions."""

from collections.abc import Mapping
from typing import Any

from driftmgr.providers.aws.shapes import block


def volume(told: Mapping[str, Any]) -> dict[str, Any]:
    """A volume: on the host, of Docker, on EFS, on FSx or on S3."""
    docker, files = told.get("dockerVolumeConfiguration"), told.get("efsVolumeConfiguration")
    windows, objects = (
        told.get("fsxWindowsFileServerVolumeConfiguration"),
        told.get("s3filesVolumeConfiguration"),
    )
    return {
        "name": told["name"],
        "host_path": (told.get("host") or {}).get("sourcePath", ""),
        "configure_at_launch": bool(told.get("configuredAtLaunch")),
        "docker_volume_configuration": block(
            {
                "scope": docker.get("scope", ""),
                "autoprovision": bool(docker.get("autoprovision")),
                "driver": docker.get("driver", ""),
                "driver_opts": dict(docker.get("driverOpts") or {}),
                "labels": dict(docker.get("labels") or {}),
            }
            if docker
            else None
        ),
        "efs_volume_configuration": [_efs(files)] if files else [],
        "fsx_windows_file_server_volume_configuration": block(
            {
                "file_system_id": windows["fileSystemId"],
                "root_directory": windows["rootDirectory"],
                "authorization_config": [
                    {
                        "credentials_parameter": windows["authorizationConfig"]["credentialsParameter"],
                        "domain": windows["authorizationConfig"]["domain"],
                    }
                ],
            }
            if windows
            else None
        ),
        "s3files_volume_configuration": block(
            {
                "access_point_arn": objects.get("accessPointArn", ""),
                "file_system_arn": objects.get("fileSystemArn", ""),
                "root_directory": objects.get("rootDirectory", ""),
                "transit_encryption_port": objects.get("transitEncryptionPort", 0),
            }
            if objects
            else None
        ),
    }


def _efs(told: Mapping[str, Any]) -> dict[str, Any]:
    access = told.get("authorizationConfig")
    return {
        "file_system_id": told["fileSystemId"],
        "root_directory": told.get("rootDirectory", ""),
        "transit_encryption": told.get("transitEncryption", ""),
        "transit_encryption_port": told.get("transitEncryptionPort", 0),
        "authorization_config": block(
            {"access_point_id": access.get("accessPointId", ""), "iam": access.get("iam", "")}
            if access
            else None
        ),
    }

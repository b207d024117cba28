"""Extraction from a small package in the generator's form, made by hand."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from driftmgr.resources.catalogue.extract import Origin, Package, catalogue_bytes, make_catalogues, read_types
from driftmgr.resources.catalogue.generator import resource_types
from driftmgr.resources.catalogue.models import Attribute


def attribute(name: str, flags: str, getter: str) -> str:
    """An attribute as it stands in a class: the comment with the flags, then the getter."""
    computed, optional, required = (str(letter in flags).lower() for letter in "cor")
    return (
        f"    // {name} - computed: {computed}, optional: {optional}, required: {required}\n"
        f"    _field;\n    get field() {{\n        return {getter};\n    }}\n"
    )


def block(name: str, flags: str, wrapper: str) -> str:
    computed, optional, required = (str(letter in flags).lower() for letter in "cor")
    return (
        f"    // {name} - computed: {computed}, optional: {optional}, required: {required}\n"
        f"    _field = new {wrapper};\n    get field() {{\n        return this._field;\n    }}\n"
    )


def table(**rows: tuple[str, str]) -> str:
    """The table for HCL: `type` and `storageClassType` of each attribute that can be set."""
    return "        const attrs = {\n" + "".join(
        f"            {name}: {{\n"
        f"                value: convert(this._{name}),\n"
        "                isBlock: false,\n"
        f'                type: "{kind}",\n'
        f'                storageClassType: "{storage}",\n'
        "            },\n"
        for name, (kind, storage) in rows.items()
    )


def js_class(name: str, parent: str, *members: str) -> str:
    return f"class {name} extends cdktn.{parent} {{\n" + "".join(members) + f"}}\nexports.{name} = {name};\n"


def js_function(name: str, *lines: str) -> str:
    return f"function {name}(struct) {{\n" + "".join(lines) + "        };\n}\n"


def js_list(name: str, item: str) -> str:
    return js_class(
        name, "ComplexList", f"    get(index) {{\n        return new {item}(this.parent, index);\n    }}\n"
    )


RULE = js_function("boxRuleToHclTerraform", table(ports=("list", "numberList"))) + js_class(
    "BoxRuleOutputReference", "ComplexObject", attribute("ports", "r", "this.getNumberListAttribute('ports')")
)
BOX = js_class(
    "Box",
    "TerraformResource",
    '    static tfResourceType = "aws_box";\n',
    "                providerVersion: '9.8.7',\n",
    attribute("arn", "c", "this.getStringAttribute('arn')"),
    attribute("count", "co", "this.getNumberAttribute('count')"),
    attribute("locked", "o", "this.getBooleanAttribute('locked')"),
    attribute("zones", "c", "cdktn.Fn.tolist(this.getListAttribute('zones'))"),
    attribute("names", "o", "cdktn.Fn.tolist(this.getListAttribute('names'))"),
    attribute("labels", "o", "this.getStringMapAttribute('labels')"),
    attribute("nested_lists", "o", "this.interpolationForAttribute('nested_lists')"),
    attribute("odd", "o", "this.interpolationForAttribute('odd')"),
    attribute("password", "o", "this.getStringAttribute('password')"),
    block("labels_all", "c", 'cdktn.StringMap(this, "labels_all")'),
    block("rule", "o", 'BoxRuleList(this, "rule", true)'),
    block("only_rule", "o", 'BoxRuleOutputReference(this, "only_rule")'),
    block("status", "c", 'BoxStatusList(this, "status", false)'),
    block("timeouts", "o", 'BoxTimeoutsOutputReference(this, "timeouts")'),
    table(
        names=("set", "stringList"),
        nested_lists=("map", "stringListMap"),
        odd=("simple", "any"),
        rule=("set", "BoxRuleList"),
        only_rule=("list", "BoxRuleList"),
        timeouts=("struct", "BoxTimeouts"),
    ),
)
BOX_PARTS = (
    js_list("BoxRuleList", "BoxRuleOutputReference")
    + js_list("BoxStatusList", "BoxStatusOutputReference")
    + js_class(
        "BoxStatusOutputReference", "ComplexObject", attribute("up", "c", "this.getBooleanAttribute('up')")
    )
    + js_class(
        "BoxTimeoutsOutputReference",
        "ComplexObject",
        attribute("create", "o", "this.getStringAttribute('create')"),
    )
)
DATA_BOX = js_class("DataBox", "TerraformDataSource", '    static tfResourceType = "aws_box";\n')

RULE_BLOCK = {"ports": Attribute("list", required=True, element="number")}
EXPECTED = {
    "arn": Attribute("string", computed=True),
    "count": Attribute("number", optional=True, computed=True),
    "locked": Attribute("bool", optional=True),
    "zones": Attribute("set", computed=True, element="string"),
    "names": Attribute("set", optional=True, element="string"),
    "labels": Attribute("map", optional=True, element="string"),
    "nested_lists": Attribute("map", optional=True, element="any"),
    "odd": Attribute("any", optional=True),
    "password": Attribute("string", optional=True),
    "labels_all": Attribute("map", computed=True, element="string"),
    "rule": Attribute("set", optional=True, element=RULE_BLOCK),
    "only_rule": Attribute("list", optional=True, element=RULE_BLOCK),
    "status": Attribute("list", computed=True, element={"up": Attribute("bool", computed=True)}),
    "timeouts": Attribute("single", optional=True, element={"create": Attribute("string", optional=True)}),
}
CRATE = "".join(
    [
        "class Crate(pulumi.CustomResource):\n    def _internal_init(__self__):\n",
        *(f'            __props__.__dict__["{name}"] = {name}\n' for name in EXPECTED if name != "timeouts"),
        '        secret_opts = pulumi.ResourceOptions(additional_secret_outputs=["odd"])\n',
        "        super(Crate, __self__).__init__(\n            'aws:store/crate:Crate',\n",
    ]
)


def test_scripts_of_a_folder_give_their_resource_type() -> None:
    assert resource_types([BOX, RULE + BOX_PARTS]) == {"aws_box": EXPECTED}


def test_a_block_that_holds_itself_ends_in_any() -> None:
    script = (
        js_class(
            "A",
            "TerraformResource",
            '    static tfResourceType = "aws_a";\n',
            block("s", "o", 'SList(this, "s", false)'),
        )
        + js_list("SList", "SOutputReference")
        + js_class("SOutputReference", "ComplexObject", block("s", "o", 'index_1.SList(this, "s", false)'))
    )
    inner = Attribute("list", optional=True, element="any")
    assert resource_types([script]) == {
        "aws_a": {"s": Attribute("list", optional=True, element={"s": inner})}
    }


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (block("s", "o", 'Gone(this, "s", false)'), "no class Gone that wraps a nested block"),
        (block("s", "o", 'Other(this, "s", false)'), "no class Other that wraps"),
        (block("s", "o", 'Hollow(this, "s", false)'), "Hollow does not say what it holds"),
        (attribute("s", "o", "this.getQuaternionAttribute('s')"), "'s' has no getter of a known form"),
        (attribute("s", "o", "this.getStringAttribute('other')"), "'s' has no getter of a known form"),
    ],
)
def test_a_script_of_another_form_is_refused(member: str, message: str) -> None:
    script = js_class("A", "TerraformResource", '    static tfResourceType = "aws_a";\n', member)
    script += js_class("Other", "Surprise") + js_class("Hollow", "ComplexList")
    with pytest.raises(ValueError, match=message):
        resource_types([script])


def schema_wheel(folder: Path, scripts: dict[str, str]) -> Path:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        for name, script in scripts.items():
            text = script.encode()
            entry = tarfile.TarInfo(f"package/lib/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    wheel = folder / "boxes-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as outer:
        outer.writestr("boxes/_jsii/provider@1.0.jsii.tgz", inner.getvalue())
    return wheel


SCRIPTS = {
    "index.js": "exports.box = require('./box');\n",
    "box/index.js": BOX + "//# sourceMappingURL=data:" + js_class("Box", "TerraformResource"),
    "box/index-structs/structs0.js": RULE + BOX_PARTS,
    "box/index.d.ts": "export declare class Box {}\n",
    "data-box/index.js": DATA_BOX,
}
ORIGIN = Origin(
    "aws", "hashicorp/aws", Package("boxes", "1.0", "MPL-2.0"), Package("crates", "1.1", "Apache-2.0")
)


def test_a_wheel_gives_version_and_types(tmp_path: Path) -> None:
    assert read_types(schema_wheel(tmp_path, SCRIPTS)) == ("9.8.7", {"aws_box": EXPECTED})


def test_a_wheel_without_resources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no generated resources"):
        read_types(schema_wheel(tmp_path, {"data-box/index.js": DATA_BOX}))


def test_the_same_packages_give_the_same_files(tmp_path: Path) -> None:
    def fetch(package: Package, folder: Path) -> Path:
        if package is ORIGIN.schema:
            return schema_wheel(folder, SCRIPTS)
        wheel = folder / "crates.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("crates/crate.py", CRATE)
        return wheel

    made = []
    for attempt in ("one", "two"):
        (tmp_path / attempt).mkdir()
        make_catalogues(tmp_path / attempt, [ORIGIN], fetch)
        made.append({file.name: file.read_bytes() for file in (tmp_path / attempt).iterdir()})
    assert made[0] == made[1]
    assert made[0].keys() == {"aws.json.gz", "NOTICE"}
    document = json.loads(gzip.decompress(made[0]["aws.json.gz"]))
    assert document["source"]["provider_version"] == "9.8.7"
    assert document["source"]["packages"] == ["boxes 1.0 (MPL-2.0)", "crates 1.1 (Apache-2.0)"]
    assert document["types"]["aws_box"]["odd"] == "os:any"
    assert document["types"]["aws_box"]["password"] == "os:string"
    assert "MPL-2.0" in made[0]["NOTICE"].decode()


def test_the_order_of_discovery_does_not_matter() -> None:
    forward = {"aws_a": {"x": EXPECTED["arn"], "y": EXPECTED["rule"]}, "aws_b": {}}
    backward = {"aws_b": {}, "aws_a": {"y": EXPECTED["rule"], "x": EXPECTED["arn"]}}
    assert catalogue_bytes(ORIGIN, "1", forward) == catalogue_bytes(ORIGIN, "1", backward)

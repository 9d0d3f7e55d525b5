"""Renders every chart below a folder with Helm's own library; one JSON object a line."""

import json
import os
import sys

import helm_python as helm

root = sys.argv[1]
for repository in sorted(os.listdir(root)):
    for name in sorted(os.listdir(os.path.join(root, repository))):
        answer = {"chart": f"{repository}/{name}"}
        try:
            with helm.Chart.load(os.path.join(root, repository, name)) as chart:
                answer["files"] = chart.render({}, name="release-name", namespace="default")
        except helm.HelmError as error:
            answer["error"] = str(error)
        print(json.dumps(answer))

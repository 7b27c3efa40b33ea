#!/usr/bin/env bash
# Mutates files of the core with dotnet-stryker, in a scratch copy, and leaves its report there.
#   eng/FolioModel.Calibration/stryker.sh SCRATCH FILE...     e.g. eng/FolioModel.Calibration/stryker.sh ../mutation Memory/ReferenceCounts.cs Lru/LruVector.cs
# Needs: dotnet tool install dotnet-stryker --tool-path SCRATCH/tool
#
# The awaitable twins are generated from the very methods that are mutated, and copies of mutated code do not compile. So the copy has them
# written out once, as sources that are not mutated, and no generator. Twins are then not under test; the explorer's own tests are.
set -euo pipefail
scratch=$(mkdir -p "$1" && cd "$1" && pwd); shift
root=$(cd "$(dirname "$0")/../.." && pwd)
tree=$scratch/tree
rm -rf "$tree"; mkdir -p "$tree"
git -C "$root" archive HEAD | tar -x -C "$tree"
cd "$tree"
sed -i 's#<TreatWarningsAsErrors>true</TreatWarningsAsErrors>#<RunAnalyzers>false</RunAnalyzers>#; s#<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>##' Directory.Build.props
dotnet build src/FolioModel -p:EmitCompilerGeneratedFiles=true -p:CompilerGeneratedFilesOutputPath=Generated
sed -i '/FolioModel.Generators/d' src/FolioModel/FolioModel.csproj
dotnet build tests/FolioModel.Tests
cd tests/FolioModel.Tests
files=$(printf '"%s",' "$@"); files=${files%,}
tests=$(for t in Lru Memory Filemap Ledger; do printf '|FullyQualifiedName~FolioModel.Tests.%s' "$t"; done); tests=${tests#|}
cat > stryker-config.json <<CONFIG
{ "stryker-config": { "project": "FolioModel.csproj", "mutate": [$files], "test-case-filter": "$tests",
  "reporters": ["json", "html", "cleartext"], "coverage-analysis": "perTest", "concurrency": 2 } }
CONFIG
"$scratch/tool/dotnet-stryker"

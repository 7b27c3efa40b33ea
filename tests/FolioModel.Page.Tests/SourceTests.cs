using System.Diagnostics;

namespace FolioModel.Page.Tests;

/// <summary>The page is the one that its sources make, and mistakes planted in the sources are found by what the tests compare.</summary>
[TestFixture]
internal sealed class SourceTests
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    private static string Web { get; } = Path.Combine(Root, "src", "FolioModel.Show", "web");

    [Test]
    public async Task TheCheckedInPageIsWhatItsSourcesBuild()
    {
        string built = Path.Combine(AppContext.BaseDirectory, "built.html");
        await BuildAsync(Web, built);
        Assert.That(
            await File.ReadAllTextAsync(built), Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Web, "page.html"))),
            "run: npm ci && npm run build");
    }

    [TestCase("views/count.ts", "h('b', {}, `${holder.kind} ${holder.count}`)", "h('b', {}, `${holder.kind} ${holder.count + 1}`)")]
    [TestCase("views/count.ts", "folio ? folio.count : 'freed'", "folio ? folio.holders.length : 'freed'")]
    [TestCase("views/count.ts", "const on = inTheWay.length === 0;", "const on = inTheWay.length <= 1;")]
    [TestCase("views/count.ts", "of folio.flags ?? []", "of folio.flags?.slice(1) ?? []")]
    [TestCase("views/count.ts", "link(scene, taken[taken.length - 1],", "link(scene, taken[0],")]
    [TestCase("views/graph.ts", "label: String(holder.count)", "label: String(folio.count)")]
    [TestCase("views/graph.ts", "style: holder.class,", "style: 'expected',")]
    [TestCase(
        "views/graph.ts", "list.folios.includes(pfn)) {\n      found.push([`list",
        "list.folios[0] === pfn) {\n      found.push([`list")]
    [TestCase("views/lru.ts", "folios.forEach((pfn, i) => {", "[...folios].reverse().forEach((pfn, i) => {")]
    [TestCase("views/lru.ts", "const pfn = folios[i];", "const pfn = folios[i + 1];")]
    [TestCase("views/lru.ts", "` ${pages} page${", "` ${folios.length - 1} page${")]
    [TestCase("views/memory.ts", "Math.min(block.first + (1 << block.order)", "Math.min(block.first + block.order")]
    [TestCase("views/memory.ts", "add(zone.blocks, 'free'", "add(zone.blocks, 'cpu'")]
    [TestCase("views/memory.ts", "min ${zone.min}, low ${zone.low}", "min ${zone.low}, low ${zone.min}")]
    [TestCase("views/memory.ts", "?.length ?? 0))", "?.length ?? 1))")]
    [TestCase("views/tree.ts", "[String(number + siblings + 1)]", "[String(number + siblings + 2)]")]
    [TestCase("views/tree.ts", "marks.includes(mark) &&", "marks[0] === mark && mark !== 'd' &&")]
    [TestCase("views/table.ts", "this.current?.removeAttribute('aria-current');", "")]
    [TestCase("state.ts", "if (value === null) {", "if (value === undefined) {")]
    [TestCase("state.ts", "const result: Json = { ...(target as Json) };", "const result: Json = target as Json;")]
    [TestCase("story.ts", ".find((c) => c.n > n && c.delta < 0)", ".find((c) => c.n >= n && c.delta < 0)")]
    [TestCase("unpack.ts", "column.table[column.at[i]! - 1]", "column.table[column.at[i]!]")]
    [TestCase("unpack.ts", "Object.keys(changes).length === 0 ? null : changes", "changes")]
    [TestCase("unpack.ts", "{ folios, ...others }", "{ folios }")]
    public async Task AMistakeInTheDrawingIsFound(string file, string right, string wrong)
    {
        Func<FolioTrace, string> write = await PlantAsync(file, right, wrong);
        FolioTrace trace = Programs.Record(seed: 1, operations: 90, out List<MachineSnapshot> snapshots);
        await using OpenPage opened = await Browser.OpenAsync("planted", write(trace));
        int found = 0;
        for (int n = 0; n < trace.Steps.Count && found == 0; n++)
        {
            found = await DifferencesAsync(opened, snapshots, n);
            await opened.Page.EvaluateAsync("() => document.getElementById('next')?.click()");
        }

        Assert.That(found, Is.GreaterThan(0));
    }

    [TestCase(
        "views/buddy.ts", "const buddy = first ^ (2 ** order);\n    const merged",
        "const buddy = first + 2 ** order;\n    const merged", "merges")]
    [TestCase("views/buddy.ts", "pfn >= upper ? first : upper;", "pfn >= upper ? upper : first;", "merges")]
    [TestCase("views/ruler.ts", "const distance = clock - eviction;", "const distance = clock - eviction + 1;", "ruler")]
    [TestCase("views/ruler.ts", "active: distance <= size", "active: distance >= size", "ruler")]
    [TestCase(
        "views/twin.ts", "twin.rows.filter((r) => r.step <= step).at(-1)",
        "twin.rows.filter((r) => r.step < step).at(-2)", "two LRUs")]
    [TestCase("views/waits.ts", "on: t.waitsOn ?? null", "on: t.name", "waits")]
    [TestCase("unpack.ts", "s.to += i;", "s.to += i + 1;", "race")]
    [TestCase("story.ts", "story.states.push(states.at(taken.to));", "story.states.push(states.at(nodes[0]!));", "race")]
    public async Task AMistakeInAViewOfItsOwnIsFound(string file, string right, string wrong, string check)
    {
        Func<FolioTrace, string> write = await PlantAsync(file, right, wrong);
        Exception? found = await Assert.CatchAsync(() => check switch
        {
            "merges" => LearningViewTests.CheckMergesAsync(write),
            "ruler" => LearningViewTests.CheckRulerAsync(write),
            "two LRUs" => TwinTests.CheckTwinsAsync(write),
            "waits" => TwinTests.CheckWaitsAsync("two-folios", write),
            _ => ExhibitPageTests.CheckWalksAsync("split-lookup", 4, write),
        });
        if (found is IgnoreException)
        {
            Assert.Ignore(found.Message);
        }
    }

    /// <summary>How many complaints the page has, and facts that it shows otherwise than the machine has them.</summary>
    private static async Task<int> DifferencesAsync(OpenPage opened, List<MachineSnapshot> snapshots, int n)
    {
        if (!opened.Complaints.IsEmpty)
        {
            return opened.Complaints.Count;
        }

        SortedDictionary<string, string> shown = await Drawing.ReadAsync(opened.Page);
        bool IsShown(FolioSnapshot folio) => shown.ContainsKey($"0x{folio.Pfn.Value:x} count");
        SortedDictionary<string, string> origins = await Drawing.ReadOriginsAsync(opened.Page);
        return Drawing.Differences(shown, ModelFacts.Of(snapshots[n], IsShown)).Count
            + Drawing.Differences(origins, ModelFacts.OriginsOf(snapshots, n, IsShown)).Count
            + (shown["row"].StartsWith($"{n} | ", StringComparison.Ordinal) ? 0 : 1) + opened.Complaints.Count;
    }

    /// <summary>Builds the page with a mistake planted in its sources.</summary>
    /// <returns>What writes a trace's page with the mistake.</returns>
    private static async Task<Func<FolioTrace, string>> PlantAsync(string file, string right, string wrong)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, $"planted-{Guid.NewGuid():N}");
        CopyFolder(Web, folder);
        string source = await File.ReadAllTextAsync(Path.Combine(folder, "src", file));
        Assert.That(source.Split(right), Has.Length.EqualTo(2), "the place to plant the mistake must be there once");
        await File.WriteAllTextAsync(Path.Combine(folder, "src", file), source.Replace(right, wrong, StringComparison.Ordinal));
        string built = Path.Combine(folder, "planted.html");
        await BuildAsync(folder, built);
        string template = await File.ReadAllTextAsync(built);
        Directory.Delete(folder, recursive: true);
        return trace => template.Replace("/*folio-trace*/", DataOf(ShowPage.Write(trace)), StringComparison.Ordinal);
    }

    /// <summary>The data of a page, as it stands between the tags.</summary>
    private static string DataOf(string page)
    {
        const string Start = "id=\"data\">";
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)];
    }

    private static async Task BuildAsync(string folder, string target)
    {
        if (!Directory.Exists(Path.Combine(Web, "node_modules", "esbuild")))
        {
            Assert.Ignore("the page's tools are not installed: run npm ci in src/FolioModel.Show/web");
        }

        ProcessStartInfo start = new(
            "node", ["build.mjs", target])
        { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, errors);
    }

    private static void CopyFolder(string from, string to)
    {
        string[] sources = Directory.GetFiles(Path.Combine(from, "src"), "*", SearchOption.AllDirectories);
        foreach (string file in sources.Append(Path.Combine(from, "build.mjs")))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        string modules = Path.Combine(to, "node_modules");
        if (!Path.Exists(modules) && Directory.Exists(Path.Combine(from, "node_modules")))
        {
            Directory.CreateSymbolicLink(modules, Path.Combine(from, "node_modules"));
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}

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

    [TestCase(
        "views/count.ts", "h('b', {}, `${holder.kind} ${holder.count}`)",
        "h('b', {}, `${holder.kind} ${holder.count + 1}`)",
        TestName = "AHolderTooMuch")]
    [TestCase(
        "views/count.ts", "folio ? folio.count : 'freed'",
        "folio ? folio.holders.length : 'freed'",
        TestName = "HoldersCountedInsteadOfReferences")]
    [TestCase(
        "views/count.ts", "const on = inTheWay.length === 0;",
        "const on = inTheWay.length <= 1;",
        TestName = "ALampThatIsOnTooEarly")]
    [TestCase(
        "views/lru.ts", "folios.forEach((pfn, i) => {",
        "[...folios].reverse().forEach((pfn, i) => {",
        TestName = "AListDrawnFromItsTail")]
    [TestCase(
        "views/memory.ts", "Math.min(block.first + (1 << block.order)",
        "Math.min(block.first + block.order",
        TestName = "BlocksOfTheWrongSize")]
    [TestCase("views/memory.ts", "add(zone.blocks, 'free'", "add(zone.blocks, 'cpu'", TestName = "FreeBlocksDrawnAsKeptByACpu")]
    [TestCase("views/tree.ts", "[String(number + siblings + 1)]", "[String(number + siblings + 2)]", TestName = "ASiblingTooFew")]
    [TestCase("state.ts", "if (value === null) {", "if (value === undefined) {", TestName = "NothingEverGoesAway")]
    [TestCase("views/table.ts", "this.current?.removeAttribute('aria-current');", "", TestName = "AStaleHighlight")]
    public async Task AMistakeInTheDrawingIsFound(string file, string right, string wrong)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, $"planted-{TestContext.CurrentContext.Test.Name}");
        CopyFolder(Web, folder);
        string source = await File.ReadAllTextAsync(Path.Combine(folder, "src", file));
        Assert.That(source.Split(right), Has.Length.EqualTo(2), "the place to plant the mistake must be there once");
        await File.WriteAllTextAsync(Path.Combine(folder, "src", file), source.Replace(right, wrong, StringComparison.Ordinal));
        string built = Path.Combine(folder, "planted.html");
        await BuildAsync(folder, built);
        FolioTrace trace = Programs.Record(seed: 1, operations: 40, out List<MachineSnapshot> snapshots);
        string page = (await File.ReadAllTextAsync(built)).Replace(
            "/*folio-trace*/", trace.ToJson().Replace("<", "\\u003c", StringComparison.Ordinal), StringComparison.Ordinal);
        await using OpenPage opened = await Browser.OpenAsync("planted", page);
        int found = 0;
        for (int n = 0; n < trace.Steps.Count && found == 0; n++)
        {
            if (!opened.Complaints.IsEmpty)
            {
                found++;
                break;
            }

            SortedDictionary<string, string> shown = await Drawing.ReadAsync(opened.Page);
            SortedDictionary<string, string> expected = ModelFacts.Of(snapshots[n], f => shown.ContainsKey($"0x{f.Pfn.Value:x} count"));
            found += Drawing.Differences(shown, expected).Count + (
                shown["row"].StartsWith($"{n} | ", StringComparison.Ordinal) ? 0 : 1) + opened.Complaints.Count;
            await opened.Page.EvaluateAsync("() => document.getElementById('next').click()");
        }

        Assert.That(found, Is.GreaterThan(0));
        Directory.Delete(folder, recursive: true);
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

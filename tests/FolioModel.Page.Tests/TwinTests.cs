using System.Globalization;
using FolioModel.Cli.Modules;
using FolioModel.Groups;

namespace FolioModel.Page.Tests;

/// <summary>Two LRUs beside each other, and tasks that wait for each other: what is drawn is what the model has.</summary>
[TestFixture]
internal sealed class TwinTests
{
    private const string CountsScript =
        "() => [...document.querySelectorAll('[data-twin-counts]')].map((p) => p.dataset.twinCounts)";

    private const string ListsScript =
        "() => [...document.querySelectorAll('[data-twin-list]')].map((l) => `${l.dataset.twinList}: ${l.dataset.pages}`)";

    private const string WaitsScript = "() => [...document.querySelectorAll('[data-wait]')].map((w) => w.dataset.wait)";

    [Test]
    public Task Two_LRUs_beside_each_other_have_the_hits_and_lists_of_two_machines() => CheckTwinsAsync(ShowPage.Write);

    [TestCase("two-folios")]
    [TestCase("wake-up")]
    public Task Who_waits_for_whom_is_drawn_as_the_machine_has_it(string name) => CheckWaitsAsync(name, ShowPage.Write);

    internal static async Task CheckTwinsAsync(Func<FolioTrace, string> write)
    {
        FolioScript lesson = Story("two-lrus");
        await using OpenPage opened = await Browser.OpenAsync("twins", write(lesson.Run()));
        await opened.Page.ClickAsync("#last");
        string[] counts = await opened.Page.EvaluateAsync<string[]>(CountsScript);
        string[] lists = await opened.Page.EvaluateAsync<string[]>(ListsScript);

        (string Counts, List<string> Lists) classic = Played(lesson.Source, generations: false, "classic lists");
        (string Counts, List<string> Lists) generations = Played(lesson.Source, generations: true, "generations");
        Assert.That(counts, Is.EqualTo(new[] { classic.Counts, generations.Counts }));
        Assert.That(lists, Is.EqualTo(classic.Lists.Concat(generations.Lists)));
        Assert.That(classic.Counts, Is.Not.EqualTo(generations.Counts), "a lesson in which both do the same teaches nothing");
        Assert.That(opened.Complaints, Is.Empty);
    }

    internal static async Task CheckWaitsAsync(string name, Func<FolioTrace, string> write)
    {
        ExplorationProgram wrong = Stories.Exhibit(name).WrongOne;
        await using OpenPage opened = await Browser.OpenAsync(
            $"waits-{name}", write(ExplorationTrace.Of(Stories.Exhibit(name))));
        await opened.Page.ClickAsync("[data-graph=\"1\"]");
        await opened.Page.ClickAsync("[data-story]");
        await opened.Page.ClickAsync("#first");
        await opened.Page.ClickAsync("#next");
        int drawn = 0;
        bool more = true;
        while (more)
        {
            string token = (await opened.Page.GetAttributeAsync("[data-token]", "data-token"))!;
            MachineSnapshot snapshot = Interleaving.MachineAfter(wrong, ReplayToken.Read(token).Path!);
            string[] expected =
            [
                .. snapshot.Tasks.Where(static t => t.WaitsFor is not null).Select(static t => $"{t.Name} > {t.WaitsOn ?? "?"}"),
            ];
            Assert.That(await opened.Page.EvaluateAsync<string[]>(WaitsScript), Is.EqualTo(expected), token);
            drawn += expected.Length;
            string before = await opened.Page.InnerTextAsync("#position");
            await opened.Page.ClickAsync("#next");
            more = await opened.Page.InnerTextAsync("#position") != before;
        }

        Assert.That(drawn, Is.GreaterThan(0), "no task of this race ever waits");
    }

    [Test]
    public void The_story_of_readahead_has_the_models_numbers() =>
        Assert.That(Story("readahead-windows").Run().Head.Questions, Has.Count.EqualTo(4));

    private static FolioScript Story(string name) => FolioScript.Parse(
        File.ReadAllText(Path.Combine(SourceTests.Root, "docs", "learn", "stories", $"{name}.folio")), name,
        ModuleSet.BuiltIn.ScriptVerbs);

    /// <summary>The accesses of the lesson, made on a machine of one's own.</summary>
    private static (string Counts, List<string> Lists) Played(IEnumerable<string> source, bool generations, string name)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 2048,
            Cpus = 1,
            MemoryGroups = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = generations },
            Ledger = true,
        });
        MemoryGroup group = machine.CreateGroup("group");
        group.Max = new PageCount(64);
        machine.Boot.Group = group;
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 4096L << PageSize.Shift });
        (int hits, int misses) = (0, 0);
        foreach (string[] words in source.Select(static l => l.Split(' ')))
        {
            if (words[0] == "drain")
            {
                machine.Batches.DrainAll();
            }

            for (ulong i = 0; words[0] == "use" && i < ulong.Parse(words[3], CultureInfo.InvariantCulture); i++)
            {
                PageIndex index = new(ulong.Parse(words[2], CultureInfo.InvariantCulture) + i);
                bool found = file.Pages.Peek(index).IsFolio;
                (hits, misses) = found ? (hits + 1, misses) : (hits, misses + 1);
                Folio folio = file.Pages.GrabFolio(index).Folio;
                folio.Unlock();
                folio.MarkAccessed();
                folio.Put();
            }
        }

        MachineSnapshot snapshot = machine.Snapshot();
        List<string> lists =
        [
            .. snapshot.Lists.Where(static l => !l.Folios.IsEmpty).Select(l => $"{name} {l.List}: {Places(l.Folios)}"),
            .. snapshot.Generations.Where(static g => !g.Folios.IsEmpty)
                .Select(g => $"{name} generation {g.Sequence}: {Places(g.Folios)}"),
        ];
        return ($"{hits} {misses} {file.Pages.Count.Value}", lists);

        string Places(IEnumerable<Pfn> folios) => string.Join(' ', folios.Select(pfn => snapshot.Folios[pfn].Index.Value));
    }
}

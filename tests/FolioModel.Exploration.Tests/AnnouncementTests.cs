using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>No step changes state that it does not announce: what is not announced, no reduction knows of.</summary>
internal sealed class AnnouncementTests
{
    private static readonly int s_walks = Thoroughness.Of(full: 12, quick: 3);

    private static IEnumerable<TestCaseData> All => ModuleSet.BuiltIn.Programs.Names.Select(static n => ModuleSet.BuiltIn.Programs.Find(n))
        .Concat(ModuleSet.BuiltIn.Programs.Exhibits.Select(static e => e.WrongOne))
        .Select(static s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(All))]
    public void EveryChangeIsAnnounced(ExplorationProgram scenario)
    {
        for (int seed = 0; seed < s_walks; seed++)
        {
            Random random = new(seed);
            Execution execution = new(scenario);
            while (!execution.IsOver && execution.Violation is null && execution.EnabledMoves() is { Count: > 0 } moves)
            {
                execution.Step(moves[random.Next(moves.Count)]);
                Assert.That(execution.Log.FindUnannouncedChange(), Is.Null,
                    $"changed without a word by the last step of {ReplayToken.Write(scenario.Name, execution.Path)}");
            }

            execution.Abandon();
        }
    }

    [Test]
    public void WhatIsNotAnnouncedIsFound()
    {
        Silent silent = null!;
        Execution execution = new(new ExplorationProgram("silent", "a change that nobody hears of", world =>
        {
            silent = new Silent(world.Machine);
            world.Task("a", async () =>
            {
                silent.Read();
                await world.Machine.PointAsync(SchedulingPoint.Put);
                silent.Value++;
            });
        }));
        execution.Step(new Move(0));
        Assert.That(execution.Log.FindUnannouncedChange(), Is.Null);
        execution.Step(new Move(0));
        Assert.That(execution.Log.FindUnannouncedChange(), Is.EqualTo("silent"));
    }

    private sealed class Silent(Machine machine) : ISharedState
    {
        public int Value { get; set; }

        public int StateNumber { get; } = machine.NewStateNumber();

        public string StateName => "silent";

        public void Read() => machine.Track(this);

        public void AddTo(ref StateHash hash) => hash.Add(Value);
    }
}

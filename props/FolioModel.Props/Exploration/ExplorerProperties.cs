using FolioModel.Testing;
using FolioModel.Tests;

namespace FolioModel.Props.Exploration;

/// <summary>
/// Every way of searching comes to what a small interpreter comes to that goes through all states: the same outcomes, the same faults; and
/// the token of a fault shows it again.
/// </summary>
public sealed class ExplorerProperties
{
    private const string CountVariable = "FOLIO_EXPLORER_PROGRAMS";
    private const string SeedVariable = "FOLIO_EXPLORER_SEED";
    private const int QuickOnes = 8;
    private const int MostExecutions = 4_000;

    private static readonly ExplorationOptions[] s_whole =
    [
        new() { Strategy = Strategy.States },
        new() { Strategy = Strategy.SourceSets },
        new() { Strategy = Strategy.Naive },
        new() { Strategy = Strategy.SourceSets, Parallel = 2 },
        new() { Strategy = Strategy.Naive, Parallel = 2 },
    ];

    private static int Count => Environment.GetEnvironmentVariable(CountVariable) is { } count
        ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : Thoroughness.Of(full: 1000, quick: 30);

    private static int Seed =>
        int.Parse(Environment.GetEnvironmentVariable(SeedVariable) ?? "1", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The two searches that leave something out, on many more programs than can be enumerated one by one.</summary>
    [Test]
    public void BothReductionsLoseNothingOnManyProgramsOfOneTheme()
    {
        for (int i = 0; i < Count * QuickOnes; i++)
        {
            SmallProgram program = new SmallProgramGenerator(new Random(HashCode(~Seed, i))).NextOfATheme();
            ReferenceInterpreter expected = new(program);
            expected.Run();
            Compare(program, expected, s_whole[0], i);
            Compare(program, expected, s_whole[1], i);
            CompareAll(program, expected, Strategy.States, i);
        }
    }

    /// <summary>A state that is met again, where moves sleep that must not: it takes many ways to one state for that to lose
    /// anything.</summary>
    [Test]
    public void VisitedStatesLoseNothingWhereManyWaysLeadToOneState()
    {
        for (int i = 0; i < Count; i++)
        {
            SmallProgram program = new SmallProgramGenerator(new Random(HashCode(Seed, ~i))).NextLong();
            ReferenceInterpreter expected = new(program);
            expected.Run();
            Compare(program, expected, s_whole[0], i);
            CompareAll(program, expected, Strategy.States, i);
        }
    }

    [Test]
    public void EveryWayOfSearchingComesToWhatGoingThroughAllStatesComesTo()
    {
        int[] tally = new int[6];
        SortedDictionary<string, int> faults = [];
        for (int i = 0; i < Count; i++)
        {
            SmallProgram program = new SmallProgramGenerator(new Random(HashCode(Seed, i))).Next();
            ReferenceInterpreter expected = new(program);
            expected.Run();
            foreach (ViolationKind kind in expected.Faults)
            {
                faults[$"{kind}"] = faults.GetValueOrDefault($"{kind}") + 1;
            }

            tally[0]++;
            tally[1] += expected.Faults.Count == 0 ? 1 : 0;
            tally[2] += expected.Outcomes.Count > 1 ? 1 : 0;
            foreach (ExplorationOptions options in s_whole.Where(o => o.Parallel == 1 || i % 10 == 0))
            {
                tally[3] += Compare(program, expected, options, i) ? 0 : 1;
            }

            CompareAll(program, expected, Strategy.States, i);
            foreach (int bound in new[] { 0, 1 })
            {
                CompareBounded(program, bound, i);
            }
        }

        TestContext.Out.WriteLine(
            $"{tally[0]} programs, {tally[1]} of them without a fault, {tally[2]} with several outcomes; {tally[3]} naive enumerations "
                + $"were cut short; "
            + string.Join(", ", faults.Select(static f => $"{f.Key} {f.Value}")));
        Assert.That(tally[3], Is.LessThan(tally[0] / 50 + 5), "too many programs are too large to be enumerated");
    }

    /// <returns>Whether the search came to its end.</returns>
    private static bool Compare(SmallProgram program, ReferenceInterpreter expected, ExplorationOptions options, int number)
    {
        SmallProgramScenario run = new(program);
        ExplorationOptions limited =
            options with { Executions = options.Strategy == Strategy.Naive ? MostExecutions : 0, Shortens = number % 50 == 0 };
        ExplorationResult result = Explorer.Explore(run.Scenario, limited);
        string about =
            $"{options.Strategy}, {options.Parallel} threads, seed {Seed}, program {number}\n{program}\nfaults "
            + $"{string.Join(", ", expected.Faults)}\n{result.Violation}";
        if (result.Verdict == Verdict.BoundedBy)
        {
            Assert.That(options.Strategy, Is.EqualTo(Strategy.Naive), about);
            return false;
        }

        Assert.That(result.Verdict, Is.EqualTo(expected.Faults.Count > 0 ? Verdict.Violation : Verdict.Exhaustive), about);
        if (result.Violation is { } violation)
        {
            Assert.That(expected.Faults, Does.Contain(Known(violation.Kind)), about);
            Trace replayed = Replay.Run(run.Scenario, result.Token!);
            Assert.That(replayed.Violation?.Kind, Is.EqualTo(violation.Kind), $"{result.Token}, replayed\n{about}");
            Assert.That(replayed.Violation?.Message, Is.EqualTo(violation.Message), $"{result.Token}, replayed\n{about}");
        }
        else
        {
            Assert.That(run.Outcomes, Is.EqualTo(expected.Outcomes), about);
        }

        return true;
    }

    /// <summary>A search that goes on behind each fault finds every kind of fault, and every outcome beside them.</summary>
    private static void CompareAll(SmallProgram program, ReferenceInterpreter expected, Strategy strategy, int number)
    {
        // What must never be between two steps depends on an order that is nobody's otherwise: where one of two is cut short, the other is
        // not run.
        if (expected.Faults.Count == 0 || expected.Faults.Contains(ViolationKind.NeverSeen) || program.Never is not null)
        {
            return;
        }

        SortedSet<ViolationKind> found = [];
        SmallProgramScenario run = new(program with { Sometimes = null });
        Explorer.Explore(run.Scenario, new ExplorationOptions { Strategy = strategy, Collects = found });
        string about = $"all faults, {strategy}, seed {Seed}, program {number}\n{program}";
        Assert.That(found.Select(Known).Distinct().Order(), Is.EqualTo(expected.Faults), about);
        Assert.That(run.Outcomes, Is.EqualTo(expected.Outcomes), about);
    }

    /// <summary>A search with few preemptions sees just what can be come to with so many.</summary>
    private static void CompareBounded(SmallProgram program, int bound, int number)
    {
        // A task that spins counts as able to go on when anything has changed that it looked at, and only the explorer knows what that is.
        if (program.Tasks.Any(static code => Array.Exists(code, static c => c.Operation == Operation.Spin)))
        {
            return;
        }

        ReferenceInterpreter expected = new(program with { Sometimes = null });
        expected.Run(bound);
        SmallProgramScenario run = new(program with { Sometimes = null });
        ExplorationResult result = Explorer.Explore(run.Scenario, new ExplorationOptions { Preemptions = bound, Shortens = false });
        string about = $"{bound} preemptions, seed {Seed}, program {number}\n{program}\n{result.Violation}";
        Assert.That(result.Verdict == Verdict.Violation, Is.EqualTo(expected.Faults.Count > 0), about);
        if (result.Violation is { } violation)
        {
            Assert.That(expected.Faults, Does.Contain(Known(violation.Kind)), about);
        }
        else
        {
            Assert.That(run.Outcomes, Is.EqualTo(expected.Outcomes), about);
        }
    }

    /// <summary>Whether somebody holds what is waited for is a matter of words here.</summary>
    private static ViolationKind Known(ViolationKind kind) => kind == ViolationKind.LostWakeUp ? ViolationKind.Deadlock : kind;

    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + number);
}

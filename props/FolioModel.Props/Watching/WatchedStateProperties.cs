using System.Collections.Immutable;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Props.Watching;

/// <summary>
/// The invariants watch the state: each number that the model keeps is changed by one, behind the model's back, and the invariants must see
/// it
/// where the list beside this file says that they do. What they do not see is written out.
/// </summary>
public sealed class WatchedStateProperties
{
    private const int Steps = 300;
    private const int MostTries = 24;

    /// <summary>A check that runs in a circle has seen the change as well; it ends when the change is taken back.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(Thoroughness.Of(full: 2000, quick: 500));

    private static readonly string[] s_subjects = ["core", "shmem", "shmem-huge", "gmem-refined"];

    [Test]
    public void EveryNumberOfTheStateIsWatchedByAnInvariant()
    {
        SortedDictionary<string, int> tries = new(StringComparer.Ordinal);
        HashSet<string> watched = [];
        foreach (string name in s_subjects)
        {
            using var subject = (MachineSubject)ModuleSet.BuiltIn.Subject(name)!();
            Finding? finding = new ProgramRun(subject, new RunOptions(), null).GenerateUnfinished(new SplitMix(1), Steps, out bool _);
            Assert.That(finding, Is.Null);
            Look(subject, tries, watched);
        }

        string[] expected = File.ReadAllLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Watching", "watched-state.txt"));
        string[] unwatched = [.. tries.Keys.Where(k => !watched.Contains(k))];
        TestContext.Out.WriteLine($"watched\n{string.Join('\n', watched.Order())}\nunwatched\n{string.Join('\n', unwatched)}");
        Assert.That(expected.Intersect(tries.Keys).Count(), Is.GreaterThan(expected.Length * 3 / 4), "the list is out of date");
        Assert.That(unwatched.Intersect(expected), Is.Empty, "these were watched, and no invariant sees a change of them now");
    }

    private static void Look(MachineSubject subject, SortedDictionary<string, int> tries, HashSet<string> watched)
    {
        Assert.That(subject.Machine.Validate(), Is.Empty);
        StateWalk walk = new();
        walk.From(subject);
        foreach (StatePlace place in walk.Places)
        {
            if (watched.Contains(place.Name) || tries.GetValueOrDefault(place.Name) >= MostTries)
            {
                continue;
            }

            tries[place.Name] = tries.GetValueOrDefault(place.Name) + 1;
            object before = place.Get();
            place.Set(StatePlace.Other(before));
            if (IsSeen(subject.Machine))
            {
                watched.Add(place.Name);
            }

            place.Set(before);
        }

        Assert.That(subject.Machine.Validate(), Is.Empty, "a change was not taken back");
    }

    private static bool IsSeen(Machine machine)
    {
        Task<bool> look = Task.Run(() =>
        {
            try
            {
                return !machine.Validate().IsEmpty;
            }
            catch (Exception)
            {
                // A state so broken that the check fails is seen.
                return true;
            }
        });
        return !look.Wait(s_patience) || look.Result;
    }
}

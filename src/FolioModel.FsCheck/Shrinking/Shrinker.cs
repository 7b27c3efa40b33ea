using System.Collections.Immutable;

namespace FolioModel.PropertyTesting;

/// <summary>Finds a shorter and simpler program with the same mistake.</summary>
/// <remarks>
/// Takes runs of steps away, half of them first, then single ones; then makes arguments smaller. A step whose reference is gone is skipped
/// when run, and is dropped from the program. The effort is a number of runs and not a time, so the result is the same everywhere.
/// </remarks>
public static class Shrinker
{
    /// <summary>Shrinks a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="finding">What it finds; the result finds the same kind of mistake.</param>
    public static FolioProgram Shrink(FolioProgram program, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(finding);
        Search search = new(program, finding.Id);
        bool simpler = true;
        while (simpler && search.MayGoOn)
        {
            simpler = TakeAway(search);
            simpler |= Simplify(search);
        }

        return search.Best;
    }

    /// <summary>Programs one shrinking step away, the shortest first: for a framework with a search of its own.</summary>
    /// <param name="program">The program.</param>
    public static IEnumerable<FolioProgram> Candidates(FolioProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        for (int size = program.Steps.Length / 2; size > 0; size /= 2)
        {
            for (int at = 0; at + size <= program.Steps.Length; at += size)
            {
                yield return program with { Steps = program.Steps.RemoveRange(at, size) };
            }
        }

        using Subject subject = program.Subject();
        for (int i = 0; i < program.Steps.Length; i++)
        {
            foreach (Step simpler in SimplerSteps(subject, program.Steps[i]))
            {
                yield return program with { Steps = program.Steps.SetItem(i, simpler) };
            }
        }
    }

    private static bool TakeAway(Search search)
    {
        bool shorter = false;
        for (int size = Math.Max(1, search.Best.Steps.Length / 2); size > 0; size /= 2)
        {
            for (int at = search.Best.Steps.Length - size; at >= 0 && search.MayGoOn; at -= size)
            {
                if (at + size <= search.Best.Steps.Length && search.Try(search.Best.Steps.RemoveRange(at, size)))
                {
                    shorter = true;
                }
            }
        }

        return shorter;
    }

    private static bool Simplify(Search search)
    {
        bool simpler = false;
        using Subject subject = search.Best.Subject();
        for (int i = 0; i < search.Best.Steps.Length; i++)
        {
            bool found = true;
            while (found && i < search.Best.Steps.Length && search.MayGoOn)
            {
                found = SimplerSteps(subject, search.Best.Steps[i]).Any(step => search.Try(search.Best.Steps.SetItem(i, step)));
                simpler |= found;
            }
        }

        return simpler;
    }

    private static IEnumerable<Step> SimplerSteps(Subject subject, Step step)
    {
        ImmutableArray<Parameter> parameters = subject.Operations[step.Operation].Parameters;
        for (int place = 0; place < parameters.Length; place++)
        {
            foreach (long value in parameters[place].Shrink(step.Arguments[place]))
            {
                yield return step with { Arguments = step.Arguments.With(place, value) };
            }
        }
    }

    private sealed class Search(FolioProgram program, string id)
    {
        public FolioProgram Best { get; private set; } = program;

        private int _runs;

        public bool MayGoOn => _runs < Best.Options.ShrinkingRuns;

        public bool Try(ImmutableArray<Step> steps)
        {
            _runs++;
            Finding? found = (Best with { Steps = steps }).Run(out List<Step> done);
            if (found?.Id != id)
            {
                return false;
            }

            Best = Best with { Steps = [.. done] };
            return true;
        }
    }
}

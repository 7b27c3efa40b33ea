using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>Finds a shorter and simpler program with the same mistake.</summary>
/// <remarks>
/// <para>
/// Takes runs of steps away, half of them first, then single ones, then pairs; lets steps use an earlier reference, so that the one they
/// used is not needed; then makes arguments smaller, each alone and equal ones together; all of it until nothing changes any more. Then
/// random programs that are shorter are tried, made of some of its steps and of new ones, and the first that fails is reduced in turn. A
/// step whose reference is gone is skipped when run, and is dropped from the program. The effort is a number of runs and not a time, so the
/// result is the same everywhere.
/// </para>
/// <para>
/// One mistake in the code can show itself in several ways, and the one that was found first need not be the one with the shortest story.
/// What else shows up on the way is remembered, and where that is shorter it is shrunk and preferred; <see cref="FailureReport"/> says so.
/// </para>
/// </remarks>
public static class Shrinker
{
    /// <summary>Steps of a program that is not varied any more.</summary>
    private const int ShortEnough = 2;

    /// <summary>Shrinks a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="finding">What it finds; the result finds the same kind of mistake, or another one that has a shorter story.</param>
    public static FolioProgram Shrink(FolioProgram program, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(finding);
        ShrinkSearch search = new(program, finding.Id);
        Reduce(search);
        while (search.TakeUpShorter()
            || (search.Shortest.Steps.Length > ShortEnough && Variation.Find(search, program.Options.ShrinkingRuns / 2)))
        {
            Reduce(search);
        }

        return search.Shortest.Renumbered();
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
        ArgumentShrinking arguments = new(subject);
        for (int i = 0; i < program.Steps.Length; i++)
        {
            foreach (Step simpler in arguments.Simpler(program.Steps[i]))
            {
                yield return program with { Steps = program.Steps.SetItem(i, simpler) };
            }
        }
    }

    private static void Reduce(ShrinkSearch search)
    {
        using Subject subject = search.Best.Subject();
        ArgumentShrinking arguments = new(subject);
        bool simpler = true;
        while (simpler && search.MayGoOn)
        {
            simpler = TakeAway(search);
            simpler |= TakePairsAway(search);
            simpler |= UseEarlierReferences(search, arguments);
            simpler |= SimplifyEach(search, arguments);
            simpler |= SimplifyTogether(search, arguments);
        }
    }

    private static bool TakeAway(ShrinkSearch search)
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

    /// <summary>A step that undoes another one, as an unlock does, can only go together with it.</summary>
    private static bool TakePairsAway(ShrinkSearch search)
    {
        const int LongestTried = 32;
        bool shorter = false;
        for (int later = search.Best.Steps.Length - 1; later > 0; later--)
        {
            for (int earlier = later - 1; earlier >= 0 && search.MayGoOn; earlier--)
            {
                if (search.Best.Steps.Length <= LongestTried && later < search.Best.Steps.Length
                    && search.Try(search.Best.Steps.RemoveAt(later).RemoveAt(earlier)))
                {
                    shorter = true;
                    break;
                }
            }
        }

        return shorter;
    }

    private static bool UseEarlierReferences(ShrinkSearch search, ArgumentShrinking arguments)
    {
        bool simpler = false;
        for (int i = 1; i < search.Best.Steps.Length && search.MayGoOn; i++)
        {
            simpler |= arguments.EarlierReferences(search.Best.Steps, i).Any(step => search.Try(search.Best.Steps.SetItem(i, step)));
        }

        return simpler;
    }

    private static bool SimplifyEach(ShrinkSearch search, ArgumentShrinking arguments)
    {
        bool simpler = false;
        for (int i = 0; i < search.Best.Steps.Length; i++)
        {
            bool found = true;
            while (found && i < search.Best.Steps.Length && search.MayGoOn)
            {
                found = arguments.Simpler(search.Best.Steps[i]).Any(step => search.Try(search.Best.Steps.SetItem(i, step)));
                simpler |= found;
            }
        }

        return simpler;
    }

    private static bool SimplifyTogether(ShrinkSearch search, ArgumentShrinking arguments)
    {
        bool simpler = false;
        bool found = true;
        while (found && search.MayGoOn)
        {
            found = arguments.SimplerTogether(search.Best.Steps).Any(search.Try);
            simpler |= found;
        }

        return simpler;
    }
}

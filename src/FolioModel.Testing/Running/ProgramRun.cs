using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>Runs one program on one subject: a new one made up step by step, or one that is there.</summary>
internal sealed class ProgramRun(Subject subject, RunOptions options, Coverage? coverage)
{
    private const int Attempts = 64;
    private const int ThoroughUpTo = 600;
    private const int TurnsAStep = 4;

    private int _sinceCheck;

    /// <summary>The steps that were done, skipped ones not among them.</summary>
    public List<Step> Done { get; } = [];

    /// <summary>Makes up a program of so many steps while running it.</summary>
    /// <returns>What was found, or null.</returns>
    public Finding? Generate(SplitMix random, int steps) =>
        GenerateUnfinished(random, steps, out bool isEnd) is { } finding ? finding : isEnd ? null : Finish();

    /// <summary>Makes up a program of so many steps while running it, and leaves the subject as it is then.</summary>
    /// <returns>What was found, or null.</returns>
    public Finding? GenerateUnfinished(SplitMix random, int steps, out bool isEnd)
    {
        OperationDice dice = new(subject.Operations, options.Misuse);
        Echo echo = new(subject.Operations);
        subject.Coverage = coverage;
        for (int number = 1; number <= steps; number++)
        {
            if (DoSomething(number, dice, echo, random) is { IsEnd: true } verdict)
            {
                isEnd = true;
                return verdict.Finding;
            }
        }

        isEnd = false;
        return null;
    }

    /// <summary>Runs steps that are there, with new ones in between, up to a number of steps.</summary>
    /// <returns>What was found, or null.</returns>
    public Finding? Vary(ImmutableArray<Step> known, SplitMix random, int steps)
    {
        OperationDice dice = new(subject.Operations, options.Misuse);
        Echo echo = new(subject.Operations);
        subject.IsThorough = true;
        int next = 0;
        int number = known.IsEmpty ? 0 : known.Max(static s => s.Number);
        for (int turn = 0; turn < TurnsAStep * steps && Done.Count < steps; turn++)
        {
            Verdict verdict;
            if (next < known.Length && random.Below(2) == 0)
            {
                verdict = Do(known[next]);
                echo.Remember(known[next++]);
            }
            else
            {
                verdict = DoSomething(++number, dice, echo, random);
            }

            if (verdict.IsEnd)
            {
                return verdict.Finding;
            }
        }

        return Finish();
    }

    private Verdict DoSomething(int number, OperationDice dice, Echo echo, SplitMix random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int chosen = dice.Roll(random, subject.IsCrowded && attempt < Attempts / 2);
            if (!subject.Operations[chosen].TryDraw(random, out Arguments arguments))
            {
                continue;
            }

            Step step = new(number, chosen, echo.Apply(chosen, arguments, random));
            Verdict verdict = Do(step);
            if (!verdict.IsSkipped)
            {
                echo.Remember(step);
                return verdict;
            }
        }

        return default;
    }

    /// <summary>Runs a program that is there.</summary>
    /// <returns>What was found, or null.</returns>
    public Finding? Replay(IReadOnlyList<Step> program, Action<Step>? before = null)
    {
        return ReplayUnfinished(program, before, out bool isEnd) is { } finding ? finding : isEnd ? null : Finish();
    }

    /// <summary>Runs a program that is there, and leaves the subject as it is then.</summary>
    public Finding? ReplayUnfinished(IReadOnlyList<Step> program) => ReplayUnfinished(program, null, out _);

    private Finding? ReplayUnfinished(IReadOnlyList<Step> program, Action<Step>? before, out bool isEnd)
    {
        // Checks that come only now and then would find a mistake at a step that changes with every step taken away.
        subject.IsThorough = program.Count <= ThoroughUpTo;
        subject.Coverage = coverage;
        foreach (Step step in program)
        {
            before?.Invoke(step);
            Verdict verdict = Do(step);
            if (verdict.IsEnd)
            {
                isEnd = true;
                return verdict.Finding;
            }
        }

        isEnd = false;
        return null;
    }

    private Verdict Do(Step step)
    {
        Operation operation = subject.Operations[step.Operation];
        subject.Begin(step.Number);
        StepResult result;
        try
        {
            result = operation.Run(step.Arguments);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Done.Add(step);
            return operation.IsMisuse && exception is KernelBugException or MisuseException
                ? Refused(step, exception)
                : new Verdict(true, false, Finding.Of(exception));
        }

        if (result.IsSkipped)
        {
            return new Verdict(false, true, null);
        }

        Done.Add(step);
        coverage?.Note(step.Operation, result);
        if (operation.IsMisuse)
        {
            return new Verdict(true, false, new Finding("misuse", $"nobody objected to {operation.Show(step.Arguments)}"));
        }

        if (++_sinceCheck < options.CheckEvery)
        {
            return default;
        }

        _sinceCheck = 0;
        return Check() is { } finding ? new Verdict(true, false, finding) : default;
    }

    /// <summary>A state so broken that the check itself fails is a finding, too.</summary>
    private Finding? Check()
    {
        try
        {
            return subject.CheckStep();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Finding.Of(exception);
        }
    }

    private Verdict Refused(Step step, Exception exception)
    {
        coverage?.Note(step.Operation, StepResult.Ok);
        coverage?.Hit($"refused: {exception.GetType().Name}");
        return new Verdict(true, false, null);
    }

    private Finding? Finish()
    {
        try
        {
            return subject.CheckStep() ?? subject.Finish();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Finding.Of(exception);
        }
    }

    private readonly record struct Verdict(bool IsEnd, bool IsSkipped, Finding? Finding);
}

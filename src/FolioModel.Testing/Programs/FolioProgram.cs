using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FolioModel.Testing;

/// <summary>A program for one kind of subject: it can be run again, shrunk, shown and written down.</summary>
/// <param name="Subject">Makes a fresh subject.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Options">How it is run.</param>
public sealed record FolioProgram(Func<Subject> Subject, ImmutableArray<Step> Steps, RunOptions Options)
{
    /// <summary>Makes up a program by running it.</summary>
    /// <param name="subject">Makes a fresh subject.</param>
    /// <param name="seed">The same seed gives the same program.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public static FolioProgram Generate(Func<Subject> subject, ulong seed, int steps, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        options ??= new RunOptions();
        using Subject made = subject();
        ProgramRun run = new(made, options, null);
        run.Generate(new SplitMix(seed), steps);
        return new FolioProgram(subject, [.. run.Done], options);
    }

    /// <summary>Runs the program on a fresh subject.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Finding? Run() => Run(out _);

    /// <summary>Runs the program and throws what is wrong, shrunk and with a report.</summary>
    /// <exception cref="ProgramFailedException">Something is wrong.</exception>
    public void Check()
    {
        if (Run() is { } finding)
        {
            throw new ProgramFailedException(FailureReport.For(this, finding, null));
        }
    }

    /// <summary>Runs the steps on a subject that the caller made, and leaves it in the state they lead to.</summary>
    /// <param name="subject">A fresh subject.</param>
    /// <returns>What is wrong, or null.</returns>
    public Finding? RunOn(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new ProgramRun(subject, Options, null).ReplayUnfinished(Steps);
    }

    /// <summary>The program in one line, for <see cref="Parse"/>.</summary>
    public string Encode()
    {
        using Subject subject = Subject();
        return string.Join("; ", Steps.Select(s => EncodeStep(subject, s)));
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <param name="subject">Makes a fresh subject.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is not such a text, or names an operation that the subject does not have.</exception>
    public static FolioProgram Parse(Func<Subject> subject, string text)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(text);
        using Subject made = subject();
        string[] steps = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new FolioProgram(subject, [.. steps.Select(s => ParseStep(made.Operations, s))], new RunOptions());
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        using Subject subject = Subject();
        StringBuilder text = new();
        foreach (Step step in Steps)
        {
            text.Append($"  {step.Number,4}: {subject.Operations[step.Operation].Show(step.Arguments)}\n");
        }

        return text.ToString();
    }

    /// <summary>The same program with its steps numbered from 1; references are named after them.</summary>
    internal FolioProgram Renumbered()
    {
        using Subject subject = Subject();
        Dictionary<int, int> numbers = [];
        foreach (Step step in Steps)
        {
            numbers[step.Number] = numbers.Count + 1;
        }

        return this with
        {
            Steps = [.. Steps.Select(s =>
            Renumber(s with { Number = numbers[s.Number] }, subject.Operations[s.Operation], numbers))]
        };
    }

    internal Finding? Run(out List<Step> done)
    {
        using Subject subject = Subject();
        ProgramRun run = new(subject, Options, null);
        Finding? finding = run.Replay(Steps);
        done = run.Done;
        return finding;
    }

    private static Step Renumber(Step step, Operation operation, Dictionary<int, int> numbers)
    {
        for (int place = 0; place < operation.Parameters.Length; place++)
        {
            long value = step.Arguments[place];
            if (operation.Parameters[place].IsReference && numbers.TryGetValue(Scope.StepOf(value), out int number))
            {
                step = step with { Arguments = step.Arguments.With(place, Scope.Renumbered(value, number)) };
            }
        }

        return step;
    }

    private static string EncodeStep(Subject subject, Step step)
    {
        Operation operation = subject.Operations[step.Operation];
        IEnumerable<long> arguments = Enumerable.Range(0, operation.Parameters.Length).Select(p => step.Arguments[p]);
        return $"{step.Number}:{operation.Name}:{string.Join(',', arguments)}";
    }

    private static Step ParseStep(IReadOnlyList<Operation> operations, string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 3 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int number))
        {
            throw new FormatException($"'{text}' is no step: expected number:operation:arguments");
        }

        int operation = operations.Index().FirstOrDefault(o => o.Item.Name == parts[1], (-1, null!)).Index;
        if (operation < 0)
        {
            throw new FormatException(
                $"'{text}': there is no operation '{parts[1]}'; there are {string.Join(", ", operations.Select(static o => o.Name))}");
        }

        string[] values = parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries);
        ImmutableArray<Parameter> parameters = operations[operation].Parameters;
        if (values.Length != parameters.Length)
        {
            throw new FormatException($"'{text}': expected {parameters.Length} arguments, found {values.Length}");
        }

        Arguments arguments = default;
        for (int place = 0; place < values.Length; place++)
        {
            if (!long.TryParse(values[place], CultureInfo.InvariantCulture, out long value) || !parameters[place].Accepts(value))
            {
                throw new FormatException($"'{text}': '{values[place]}' is no value of argument {place + 1}");
            }

            arguments = arguments.With(place, value);
        }

        return new Step(number, operation, arguments);
    }
}

using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>Something that a random program can do to its subject.</summary>
/// <param name="Name">What it is called in programs.</param>
/// <param name="Weight">How often it is chosen, beside the others' weights.</param>
/// <param name="Parameters">What it takes, five at most.</param>
/// <param name="Run">Does it.</param>
public sealed record Operation(string Name, int Weight, ImmutableArray<Parameter> Parameters, Func<Arguments, StepResult> Run)
{
    /// <summary>Whether it gives something back: preferred when the program holds too much.</summary>
    public bool GivesBack { get; init; }

    /// <summary>Whether it is a mistake on purpose, which the subject must refuse with an exception. A program ends with it.</summary>
    public bool IsMisuse { get; init; }

    internal bool TryDraw(SplitMix random, out Arguments arguments)
    {
        arguments = default;
        for (int place = 0; place < Parameters.Length; place++)
        {
            if (!Parameters[place].TryDraw(random, out long value))
            {
                return false;
            }

            arguments = arguments.With(place, value);
        }

        return true;
    }

    internal string Show(Arguments arguments) =>
        $"{Name}({string.Join(", ", Parameters.Select((p, place) => p.Show(arguments[place])))})";
}

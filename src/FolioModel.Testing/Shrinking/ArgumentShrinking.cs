using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>Simpler arguments for the steps of a program.</summary>
internal sealed class ArgumentShrinking(Subject subject)
{
    /// <summary>The step with one argument smaller.</summary>
    public IEnumerable<Step> Simpler(Step step)
    {
        ImmutableArray<Parameter> parameters = ParametersOf(step);
        for (int place = 0; place < parameters.Length; place++)
        {
            foreach (long value in parameters[place].Shrink(step.Arguments[place]))
            {
                yield return step with { Arguments = step.Arguments.With(place, value) };
            }
        }
    }

    /// <summary>The step with a reference that an earlier step yielded in place of the one it uses.</summary>
    public IEnumerable<Step> EarlierReferences(ImmutableArray<Step> steps, int at)
    {
        Step step = steps[at];
        ImmutableArray<Parameter> parameters = ParametersOf(step);
        for (int place = 0; place < parameters.Length; place++)
        {
            int from = Scope.StepOf(step.Arguments[place]);
            for (int earlier = 0; parameters[place].IsReference && earlier < at && steps[earlier].Number != from; earlier++)
            {
                yield return step with { Arguments = step.Arguments.With(place, Scope.FirstKeyOf(steps[earlier].Number)) };
            }
        }
    }

    /// <summary>
    /// The program with a value smaller in all steps that have it under the same name: a page that several steps are about.
    /// </summary>
    public IEnumerable<ImmutableArray<Step>> SimplerTogether(ImmutableArray<Step> steps)
    {
        foreach ((string name, long value) in SharedValues(steps))
        {
            Parameter first = steps.SelectMany(s => ParametersOf(s).Where((p, place) => p.EchoName == name && s.Arguments[place] == value))
                .First();
            foreach (long simpler in first.Shrink(value))
            {
                yield return [.. steps.Select(s => Replace(s, name, value, simpler))];
            }
        }
    }

    private List<(string Name, long Value)> SharedValues(ImmutableArray<Step> steps) =>
    [
        .. steps.SelectMany(s => ParametersOf(s).Select((p, place) => (Name: p.EchoName, Value: s.Arguments[place])))
            .Where(static a => a.Name is not null).GroupBy(static a => a).Where(static g => g.Count() > 1)
                .Select(static g => (g.Key.Name!, g.Key.Value)),
    ];

    private Step Replace(Step step, string name, long value, long simpler)
    {
        ImmutableArray<Parameter> parameters = ParametersOf(step);
        for (int place = 0; place < parameters.Length; place++)
        {
            if (parameters[place].EchoName == name && step.Arguments[place] == value)
            {
                step = step with { Arguments = step.Arguments.With(place, parameters[place].TakeOver(simpler, 0)) };
            }
        }

        return step;
    }

    private ImmutableArray<Parameter> ParametersOf(Step step) => subject.Operations[step.Operation].Parameters;
}

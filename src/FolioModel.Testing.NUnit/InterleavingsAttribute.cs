using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace FolioModel.Testing;

/// <summary>
/// Marks a test that builds a scenario: it is run in every interleaving, and fails with the shortest one that does wrong.
/// </summary>
/// <remarks>
/// The test method takes one parameter, a <see cref="World"/>, adds tasks and claims to it, and is called once for each execution. A search
/// that was cut short fails, unless a bound was asked for.
/// </remarks>
/// <example>
/// <code>
/// [Interleavings]
/// public void TwoGrabsOfOnePage(World world)
/// {
///     AddressSpace file = world.Machine.CreateAddressSpace();
///     world.Task("a", async () => { Folio f = (await file.GrabFolioAsync(default)).Folio; f.Unlock(); f.Put(); });
///     world.Task("b", async () => { Folio f = (await file.GrabFolioAsync(default)).Folio; f.Unlock(); f.Put(); });
///     world.Finally("one page is cached", () => file.Pages.Value == 1 ? null : file.ToString());
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InterleavingsAttribute : NUnitAttribute, ISimpleTestBuilder, IImplyFixture, IWrapTestMethod
{
    /// <summary>The token of a finding, to be shown again: of one interleaving, which is run alone, or of all; null to search.</summary>
    public string? Replay { get; init; }

    /// <summary>The most preemptions; negative for no limit.</summary>
    public int Preemptions { get; init; } = -1;

    /// <summary>How many allocations may fail in one execution.</summary>
    public int AllocationFailures { get; init; }

    /// <inheritdoc/>
    public TestMethod BuildFrom(IMethodInfo method, Test? suite) => SingleTest.Of(method, suite);

    /// <inheritdoc/>
    public TestCommand Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new ExploreCommand(command, this);
    }

    private sealed class ExploreCommand(TestCommand inner, InterleavingsAttribute attribute) : DelegatingTestCommand(inner)
    {
        public override TestResult Execute(TestExecutionContext context)
        {
            IMethodInfo method = context.CurrentTest.Method!;
            ExplorationProgram scenario = new(method.Name, method.Name, world =>
            {
                SingleTest.ForgetAssertions();
                method.Invoke(context.TestObject, world);
            })
            {
                AllocationFailures = attribute.AllocationFailures,
            };
            string? message;

            // Each execution calls the test method. An assertion that fails in one of them is a finding of the search, reported once.
            using (new TestExecutionContext.IsolatedContext())
            {
                message = Wrong(scenario);
            }

            if (message is not null)
            {
                context.CurrentResult.SetResult(ResultState.Failure, message);
            }
            else
            {
                context.CurrentResult.SetResult(ResultState.Success);
            }

            return context.CurrentResult;
        }

        /// <summary>The table alone: what went wrong stands above it.</summary>
        private static string TableOf(Trace trace) => TraceTable.Write(trace with { Violation = null, Unfinished = null });

        private string? Wrong(ExplorationProgram scenario)
        {
            if (attribute.Replay is { } token)
            {
                Trace trace = Testing.Replay.Run(scenario, token);
                return trace.Violation is { } seen ? $"{seen.Kind}: {seen.Message}\n\n{TableOf(trace)}"
                    : trace.Unfinished is { } unfinished ? $"the token ends before the tasks do: {unfinished}\n\n{TableOf(trace)}"
                    : null;
            }

            int? limit = attribute.Preemptions >= 0 ? attribute.Preemptions : null;
            ExplorationResult result = Explorer.Explore(scenario, new ExplorationOptions { Preemptions = limit });
            if (result.Violation is { } violation)
            {
                string table = violation.Path.Count > 0 ? TableOf(Testing.Replay.Run(scenario, violation.Path)) : "";
                return $"{violation.Kind}: {violation.Message}\nreplay with [Interleavings(Replay = \"{result.Token}\")]\n\n{table}";
            }

            return result.Verdict == Verdict.Exhaustive || limit is not null ? null
                : $"the search was cut short by {result.BoundedBy}"
                    + $"{(result.Token is { } cut ? $"\nreplay with [Interleavings(Replay = \"{cut}\")]" : "")}";
        }
    }
}

using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Commands;

namespace FolioModel.Testing;

/// <summary>Marks a test that builds a scenario: it is run in every interleaving, and fails with the shortest one that does wrong.</summary>
/// <remarks>
/// The test method takes one parameter, a <see cref="World"/>, adds tasks and claims to it, and is called once for each execution. A search that was
/// cut short fails, unless a bound was asked for.
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
    /// <summary>The token of one interleaving, to be run alone; null for all.</summary>
    public string? Replay { get; init; }

    /// <summary>The most preemptions; negative for no limit.</summary>
    public int Preemptions { get; init; } = -1;

    /// <summary>How many allocations may fail in one execution.</summary>
    public int AllocationFailures { get; init; }

    /// <inheritdoc/>
    public TestMethod BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        TestMethod test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, new TestCaseParameters([null]));
        test.Name = method.Name;
        return test;
    }

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
            ExplorationProgram scenario = new(method.Name, method.Name, world => method.Invoke(context.TestObject, world))
            {
                AllocationFailures = attribute.AllocationFailures,
            };
            if (Wrong(scenario) is { } message)
            {
                context.CurrentResult.SetResult(ResultState.Failure, message);
            }
            else
            {
                context.CurrentResult.SetResult(ResultState.Success);
            }

            return context.CurrentResult;
        }

        private string? Wrong(ExplorationProgram scenario)
        {
            if (attribute.Replay is { } token)
            {
                Trace trace = Testing.Replay.Run(scenario, token);
                return trace.Violation is { } seen ? $"{seen.Kind}: {seen.Message}\n\n{TraceTable.Write(trace)}" : null;
            }

            int? limit = attribute.Preemptions >= 0 ? attribute.Preemptions : null;
            ExplorationResult result = Explorer.Explore(scenario, new ExplorationOptions { Preemptions = limit });
            if (result.Violation is { } violation)
            {
                string table = violation.Path.Count > 0 ? TraceTable.Write(Testing.Replay.Run(scenario, violation.Path)) : "";
                return $"{violation.Kind}: {violation.Message}\nreplay with [Interleavings(Replay = \"{result.Token}\")]\n\n{table}";
            }

            return result.Verdict == Verdict.Exhaustive || limit is not null ? null : $"the search was cut short by {result.BoundedBy}";
        }
    }
}

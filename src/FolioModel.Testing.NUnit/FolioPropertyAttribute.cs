using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace FolioModel.Testing;

/// <summary>
/// Marks a test that takes a campaign's result: random programs are run against a subject, and the test fails with the report.
/// </summary>
/// <remarks>
/// The test method takes one parameter, a <see cref="CampaignResult"/>, and may assert more about it, above all that the programs were not
/// vacuous. It is not called when a program found something: then the test has failed already. Nor is it called when <see cref="Program"/>
/// or
/// <see cref="Steps"/> ask for one program only, whose coverage says little: the test then fails exactly when that program does.
/// </remarks>
/// <example>
/// <code>
/// [FolioProperty(typeof(CoreSubject))]
/// public void NothingLeaks(CampaignResult result) => Assert.That(result.Coverage.Of("grab: ENOMEM"), Is.Positive);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FolioPropertyAttribute : NUnitAttribute, ISimpleTestBuilder, IImplyFixture, IWrapTestMethod
{
    private readonly Type _subject;

    /// <summary>Makes a property of a test.</summary>
    /// <param name="subject">A subject with a constructor without parameters.</param>
    public FolioPropertyAttribute(Type subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _subject = subject;
    }

    /// <summary>The subject.</summary>
    public Type Subject => _subject;

    /// <summary>Steps of all programs together.</summary>
    public int Operations { get; init; } = 10_000;

    /// <summary>Steps of one program.</summary>
    public int ProgramLength { get; init; } = 500;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether programs may end with a mistake on purpose.</summary>
    public bool Misuse { get; init; }

    /// <summary>The number of the only program to be run, from 1; 0 for all.</summary>
    public long Program { get; init; }

    /// <summary>
    /// The steps of the only program to be run, as a report has them after "As a test"; null for programs made from the seed.
    /// </summary>
    public string? Steps { get; init; }

    /// <summary>How to write an attribute that runs one program of this one's again.</summary>
    private string LineOf(long program)
    {
        FolioPropertyAttribute defaults = new(_subject);
        string operations = Operations == defaults.Operations ? "" : $", Operations = {Operations}";
        string length = ProgramLength == defaults.ProgramLength ? "" : $", ProgramLength = {ProgramLength}";
        return $"[FolioProperty(typeof({_subject.Name}), Seed = {Seed}{operations}{length}{(Misuse ? ", Misuse = true" : "")}, Program = "
            + $"{program})]";
    }

    /// <inheritdoc/>
    public TestMethod BuildFrom(IMethodInfo method, Test? suite) => SingleTest.Of(method, suite);

    /// <inheritdoc/>
    public NUnit.Framework.Internal.Commands.TestCommand Wrap(NUnit.Framework.Internal.Commands.TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new CampaignCommand(command, this);
    }

    private sealed class CampaignCommand(NUnit.Framework.Internal.Commands.TestCommand inner, FolioPropertyAttribute property)
        : NUnit.Framework.Internal.Commands.DelegatingTestCommand(inner)
    {
        public override TestResult Execute(TestExecutionContext context)
        {
            CampaignResult result;

            // A subject may assert: what fails in one of many programs is a finding, reported once.
            using (new TestExecutionContext.IsolatedContext())
            {
                result = property.Steps is { } steps ? RunSteps(steps) : RunCampaign();
            }

            if (result.Failure is { } failure)
            {
                context.CurrentResult.SetResult(ResultState.Failure, failure.ToString());
                return context.CurrentResult;
            }

            if (property.Steps is not null || property.Program > 0)
            {
                context.CurrentResult.SetResult(ResultState.Success);
                return context.CurrentResult;
            }

            context.CurrentTest.Arguments[0] = result;
            return innerCommand.Execute(context);
        }

        private Subject Make()
        {
            SingleTest.ForgetAssertions();
            return (Subject)Activator.CreateInstance(property.Subject)!;
        }

        private CampaignResult RunSteps(string steps)
        {
            FolioProgram program = FolioProgram.Parse(Make, steps);
            program = program with { Options = program.Options with { Misuse = property.Misuse } };
            FailureReport? failure = program.Run() is { } finding ? FailureReport.For(program, finding, null) : null;
            return new CampaignResult(1, program.Steps.Length, new Coverage(), failure is null ? null : 0, failure);
        }

        private CampaignResult RunCampaign()
        {
            long programs = (property.Operations + property.ProgramLength - 1) / property.ProgramLength;
            if (property.Program < 0 || property.Program > programs)
            {
                throw new ArgumentException($"Program = {property.Program}: expected 0 for all, or 1 to {programs}");
            }

            return Campaign.Run(Make, new CampaignOptions
            {
                Seed = property.Seed,
                Operations = property.Operations,
                ProgramLength = property.ProgramLength,
                Only = property.Program > 0 ? property.Program - 1 : null,
                Run = new RunOptions { Misuse = property.Misuse },
                ReplayLine = program => property.LineOf(program + 1),
            });
        }
    }
}

using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace FolioModel.Testing;

/// <summary>Marks a test that takes a campaign's result: random programs are run against a subject, and the test fails with the report.</summary>
/// <remarks>
/// The test method takes one parameter, a <see cref="CampaignResult"/>, and may assert more about it, above all that the programs were not
/// vacuous. It is not called when a program found something: then the test has failed already.
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

    /// <inheritdoc/>
    public TestMethod BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        TestCaseParameters parameters = new([null]);
        TestMethod test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, parameters);
        test.Name = method.Name;
        return test;
    }

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
            CampaignResult result = Campaign.Run(
                () => (Subject)Activator.CreateInstance(property.Subject)!,
                new CampaignOptions
                {
                    Seed = property.Seed,
                    Operations = property.Operations,
                    ProgramLength = property.ProgramLength,
                    Run = new RunOptions { Misuse = property.Misuse },
                    ReplayLine = program => $"[FolioProperty(typeof({property.Subject.Name}), Seed = {property.Seed})], program {program}",
                });
            if (result.Failure is { } failure)
            {
                context.CurrentResult.SetResult(ResultState.Failure, failure.ToString());
                return context.CurrentResult;
            }

            context.CurrentTest.Arguments[0] = result;
            return innerCommand.Execute(context);
        }
    }
}

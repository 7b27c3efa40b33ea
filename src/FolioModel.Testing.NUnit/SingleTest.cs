using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace FolioModel.Testing;

/// <summary>Builds the one test of a method whose only argument is made when the test runs.</summary>
internal static class SingleTest
{
    /// <summary>
    /// Builds the test. NUnit takes a test with an argument for a case of a parameterized one, and applies the attributes of the method
    /// (a category, a reason not to run it) to the suite of those cases. There is no suite here, so they are applied to the test itself,
    /// which also has the name that filters know it by.
    /// </summary>
    public static TestMethod Of(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        TestMethod test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, new TestCaseParameters([null]));
        test.Name = method.Name;
        test.FullName = $"{suite?.FullName ?? method.TypeInfo.FullName}.{method.Name}";
        test.ApplyAttributesToTest(method.MethodInfo);
        return test;
    }

    /// <summary>
    /// Begins anew with the current test's result. NUnit adds up what assertions find, and tells of all of it at each: an execution that
    /// fails must not tell of those before it.
    /// </summary>
    public static void ForgetAssertions()
    {
        TestExecutionContext context = TestExecutionContext.CurrentContext;
        context.CurrentResult = context.CurrentTest.MakeTestResult();
    }
}

using System.Reflection;
using System.Reflection.Emit;
using FolioModel.Cli.Conform;

namespace FolioModel.Tests.Check;

/// <summary>A specification that used the implementation would agree with whatever it does.</summary>
[TestFixture]
public sealed class SpecificationTests
{
    private const string Specification = "FolioModel.Cli.Content.Specification";
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => code.Value);

    private static Type[] Types => [.. typeof(ConformanceSuite).Assembly.GetTypes().Where(static type => type.Namespace == Specification)];

    [Test]
    public void TheSpecificationsUseNothingOfTheImplementation()
    {
        IEnumerable<string> foreign = Types
            .SelectMany(static type => UsedBy(type).Where(IsForeign).Select(used => $"{type.Name} uses {used.FullName}")).Distinct();
        Assert.That(foreign, Is.Empty);
    }

    [TestCase("SpecState")]
    [TestCase("SpecGuest")]
    [TestCase("SpecHugetlb")]
    [TestCase("SpecShmem")]
    public void EverySpecificationIsLookedAt(string name)
    {
        Type type = Types.Single(type => type.Name == name);
        Assert.That(UsedBy(type), Has.Some.Property("Namespace").EqualTo(Specification), "nothing was seen of what the type uses");
    }

    [Test]
    public void AUseOfTheImplementationIsSeen() =>
        Assert.That(UsedBy(typeof(ConformanceSuite)).Where(IsForeign), Is.Not.Empty, "the search sees nothing");

    private static bool IsForeign(Type type) =>
        type.Namespace is { } space && space != Specification && space.StartsWith("FolioModel", StringComparison.Ordinal);

    private static IEnumerable<Type> UsedBy(Type type)
    {
        IEnumerable<Type> ofMembers = type.GetFields(All).Select(static field => field.FieldType)
            .Concat(type.GetMethods(All).SelectMany(static method => UsedBy(method).Append(method.ReturnType)))
            .Concat(type.GetConstructors(All).SelectMany(UsedBy));
        return ofMembers.Concat(type.GetInterfaces()).Append(type.BaseType ?? typeof(object)).SelectMany(Parts);
    }

    /// <summary>A type with those that it is made of: elements and arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];

    private static IEnumerable<Type> UsedBy(MethodBase method)
    {
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            yield return parameter.ParameterType;
        }

        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        foreach (LocalVariableInfo local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        foreach (int token in Tokens(body.GetILAsByteArray()!))
        {
            Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
            Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
            MemberInfo member = method.Module.ResolveMember(token, ofType, ofMethod)!;
            yield return member as Type ?? member.DeclaringType ?? typeof(object);
        }
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            const byte Prefix = 0xFE;
            short value = code[at] == Prefix ? (short)((Prefix << 8) | code[at + 1]) : code[at];
            OpCode instruction = s_codes[value];
            at += instruction.Size;
            if (instruction.OperandType
                is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(code, at);
            }

            at += LengthOf(instruction.OperandType, code, at);
        }
    }

    private static int LengthOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}

using System.Reflection;
using System.Text;

namespace FolioModel.Tests.Documentation;

/// <summary>The public surface of an assembly as sorted text, one member a line.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(KindOf(type)).Append(' ').Append(NameOf(type)).Append(BaseOf(type)).Append('\n');
            foreach (string member in type.GetMembers(Declared).Select(m => LineOf(m, type)).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string BaseOf(Type type) =>
        type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
            ? $" : {NameOf(parent)}" : "";

    private static string? LineOf(MemberInfo member, Type owner) => member switch
    {
        FieldInfo { IsPublic: true, IsSpecialName: false } field when owner.IsEnum =>
            $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}",
        FieldInfo { IsPublic: true, IsSpecialName: false } field => $"field {Static(field.IsStatic)}{NameOf(field.FieldType)} {field.Name}",
        PropertyInfo property when IsVisible(property.GetMethod) || IsVisible(property.SetMethod) => PropertyLine(property),
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Static(method.IsStatic)}{Virtual(method)}{NameOf(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        EventInfo e => $"event {NameOf(e.EventHandlerType!)} {e.Name}",
        _ => null,
    };

    private static string PropertyLine(PropertyInfo property)
    {
        string get = IsVisible(property.GetMethod) ? "get; " : "";
        string set = IsVisible(property.SetMethod) ? IsInit(property.SetMethod!) ? "init; " : "set; " : "";
        MethodInfo accessor = property.GetMethod ?? property.SetMethod!;
        string index = property.GetIndexParameters().Length > 0
            ? $"[{string.Join(", ", property.GetIndexParameters().Select(p => NameOf(p.ParameterType)))}]" : "";
        return $"{Static(accessor.IsStatic)}{Virtual(accessor)}{NameOf(property.PropertyType)} {property.Name}{index} {{ {get}{set}}}";
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Virtual(MethodInfo method) =>
        method is { IsVirtual: true, IsFinal: false } && !method.DeclaringType!.IsInterface ? "virtual " : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(ParameterOf));

    private static string ParameterOf(ParameterInfo parameter)
    {
        string passing = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return $"{passing}{NameOf(type)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}";
    }

    private static string NameOf(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        string prefix = type.IsNested ? $"{NameOf(type.DeclaringType!)}."
            : type.Namespace?.StartsWith("FolioModel", StringComparison.Ordinal) == true ? $"{type.Namespace}." : "";
        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{prefix}{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : prefix + name;
    }
}

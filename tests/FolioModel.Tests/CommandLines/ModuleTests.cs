using System.Reflection;
using System.Reflection.Emit;
using FolioModel.Cli;
using FolioModel.Testing;
using FolioModel.Tests.Samples;

namespace FolioModel.Tests.CommandLines;

/// <summary>What <c>folio --module</c> loads, and what it refuses: in one line that says what is wrong.</summary>
[TestFixture]
internal sealed class ModuleTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-module-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_path_without_a_file_is_refused() => AssertRefused("there is no such file", "--module", Path.Combine(_folder, "no.dll"));

    [Test]
    public void A_folder_is_refused() => AssertRefused("expected an assembly, found a folder", "--module", _folder);

    [Test]
    public void A_file_that_is_no_assembly_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "text.dll"), "no assembly");
        AssertRefused("expected a .NET assembly, found something else", "--module", Path.Combine(_folder, "text.dll"));
    }

    [Test]
    public void An_assembly_without_a_module_is_refused() =>
        AssertRefused(
            "no public class derives from FolioModel.Testing.OwnerModule", "--module", typeof(Machine).Assembly.Location);

    [Test]
    public void Two_modules_of_one_name_are_refused() =>
        AssertRefused("a module of the name 'smallfs'", "--module", OwnFileSystemTests.Module, "--module", OwnFileSystemTests.Module);

    [Test]
    public void The_option_behind_the_verb_is_refused() =>
        AssertRefused("expected before the verb, as in folio --module PATH check", "check", "--module", OwnFileSystemTests.Module);

    [Test]
    public void The_option_without_a_path_is_refused() => AssertRefused("--module", "--module");

    [Test]
    public void A_constructor_that_throws_is_refused_with_its_message() =>
        AssertRefused("the constructor of Broken.Module threw NotSupportedException", "--module", Write("Broken", static (il, _) =>
        {
            il.Emit(OpCodes.Newobj, typeof(NotSupportedException).GetConstructor([])!);
            il.Emit(OpCodes.Throw);
        }));

    [Test]
    public void A_library_beside_the_module_is_found()
    {
        string module = WriteWithLibrary();
        (int code, string output, string error) = Run("--module", module, "explain", "--list");

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("shmem-fallocate"));
    }

    [Test]
    public void A_library_that_is_missing_is_named()
    {
        string module = WriteWithLibrary();
        File.Delete(Path.Combine(_folder, "Library.dll"));
        AssertRefused("Library, which it needs, is not beside it", "--module", module);
    }

    private static void AssertRefused(string message, params string[] arguments)
    {
        string[] verb = arguments.Contains("check") ? [] : ["explain", "--list"];
        (int code, string output, string error) = Run([.. arguments, .. verb]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), error);
            Assert.That(error, Does.StartWith("folio: ").And.Contain(message).And.Not.Contain("   at "));
        }
    }

    /// <summary>A module whose constructor does what it is told.</summary>
    private string Write(string name, Action<ILGenerator, TypeBuilder> body)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(name), typeof(object).Assembly);
        TypeBuilder module = assembly.DefineDynamicModule(name).DefineType($"{name}.Module", TypeAttributes.Public, typeof(OwnerModule));
        ILGenerator constructor = module.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(
            OpCodes.Call, typeof(OwnerModule).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [])!);
        body(constructor, module);
        constructor.Emit(OpCodes.Ret);
        MethodBuilder getter = module.DefineMethod(
            "get_Name", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, typeof(string), []);
        getter.GetILGenerator().Emit(OpCodes.Ldstr, name);
        getter.GetILGenerator().Emit(OpCodes.Ret);
        module.DefineMethodOverride(getter, typeof(OwnerModule).GetProperty(nameof(OwnerModule.Name))!.GetMethod!);
        module.CreateType();
        string path = Path.Combine(_folder, $"{name}.dll");
        assembly.Save(path);
        return path;
    }

    /// <summary>A module whose constructor calls a method of a library that is its own.</summary>
    private string WriteWithLibrary()
    {
        PersistedAssemblyBuilder library = new(new AssemblyName("Library"), typeof(object).Assembly);
        TypeBuilder type = library.DefineDynamicModule("Library").DefineType("Library.Type", TypeAttributes.Public);
        MethodBuilder method = type.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []);
        method.GetILGenerator().Emit(OpCodes.Ret);
        type.CreateType();
        library.Save(Path.Combine(_folder, "Library.dll"));
        return Write("Foreign", (il, _) => il.Emit(OpCodes.Call, method));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

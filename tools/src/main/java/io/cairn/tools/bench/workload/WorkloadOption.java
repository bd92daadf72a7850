package io.cairn.tools.bench.workload;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a workload. */
final class WorkloadOption implements ITypeConverter<Workload> {
    @Override
    public Workload convert(String value) {
        return Arrays.stream(Workload.values())
                .filter(each -> each.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is no workload; --list names them"));
    }
}
